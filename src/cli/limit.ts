import { InputError } from '../errors.ts'
import { runsIn } from '../journal/read.ts'

/** The word that stands for the hosts of the last run that is not done on them. */
const FAILED = '@failed'

/**
 * A host pattern of the command line with `@failed` replaced by the hosts that failed or were lost in the last run of this
 * directory. Throws InputError where there was none.
 */
export function limitOf(pattern: string): string {
  const terms = pattern.split(/[,\s]+/).filter(term => term !== '')
  if (!terms.includes(FAILED)) return pattern
  const [last] = runsIn(process.cwd())
  if (last === undefined) throw new InputError(`\`--limit ${FAILED}\`: no run was begun in this directory`)
  if (last.troubled.length === 0)
    throw new InputError(`\`--limit ${FAILED}\`: no host failed in the last run, ${last.head.run}`)
  return terms.flatMap(term => (term === FAILED ? last.troubled : [term])).join(',')
}
