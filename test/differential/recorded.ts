import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'

const FOLDER = join(import.meta.dirname, 'recorded')
const PACKAGES = '/usr/lib/python3/dist-packages'

/**
 * Returns the referee's outcome for an input. It is read from the record if that contains one for exactly this input
 * and this version of ansible-core, because Ansible needs up to a second of processor time per task and host.
 * Otherwise the referee runs. DROVER_REFEREE=live always runs it and fails if its outcome differs from the record;
 * DROVER_REFEREE=record writes the record.
 */
export function recordedOr<Outcome>(input: object, runReferee: () => Outcome): Outcome {
  const mode = process.env.DROVER_REFEREE
  const file = fileOf(input)
  const recorded = mode === 'record' ? undefined : readRecord<Outcome>(file)
  if (recorded && mode !== 'live') return recorded
  const outcome = runReferee()
  if (mode === 'record') {
    mkdirSync(FOLDER, { recursive: true })
    writeFileSync(file, `${JSON.stringify(outcome, null, 2)}\n`)
  }
  if (recorded) assert.equal(outcome, recorded, `the referee does not do what ${file} says`)
  return outcome
}

/** Whether the record contains an input, so that the referee need not run. */
export function isRecorded(input: object): boolean {
  return process.env.DROVER_REFEREE === undefined && existsSync(fileOf(input))
}

function fileOf(input: object): string {
  const text = JSON.stringify({ version: versionOf(PACKAGES), input })
  return join(FOLDER, `${createHash('sha256').update(text).digest('hex').slice(0, 24)}.json`)
}

/**
 * Returns the name of the version's folder, such as `ansible_core-2.14.18.dist-info`. Reading it is much faster than
 * `ansible-playbook --version`.
 */
function versionOf(packages: string): string {
  const [found] = readdirSync(packages).filter(name => /^ansible_core-.*-info$/.test(name))
  if (found === undefined)
    throw new Error(`ansible-core is missing in ${packages}: apt-get install ansible-core`)
  return found
}

function readRecord<Outcome>(file: string): Outcome | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
