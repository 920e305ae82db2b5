import { InputError } from '../errors.ts'
import { readRun } from './read.ts'
import { runsIn } from './runs.ts'

/** The value in `--limit` that stands for the hosts on which the last run is incomplete. */
const FAILED = '@failed'

/**
 * Returns a host pattern of the command line with `@failed` replaced by the hosts that failed or became unreachable
 * in the last run of this directory. Throws InputError if there are none.
 */
export function limitOf(pattern: string): string {
  const terms = pattern.split(/[,\s]+/).filter(term => term !== '')
  if (!terms.includes(FAILED)) return pattern
  const [run] = runsIn(process.cwd(), 'run')
  if (run === undefined) throw new InputError(`\`--limit ${FAILED}\`: no run was started in this directory`)
  const last = readRun(run)
  if (last.troubled.length === 0)
    throw new InputError(`\`--limit ${FAILED}\`: no host failed in the last run, ${last.head.run}`)
  return terms.flatMap(term => (term === FAILED ? last.troubled : [term])).join(',')
}
