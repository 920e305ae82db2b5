import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'

const FOLDER = join(import.meta.dirname, 'recorded')
const PACKAGES = '/usr/lib/python3/dist-packages'

/**
 * What the referee came to, from the record if it holds one for just this input and this version of ansible-core, since one task
 * on one host costs Ansible up to a second of CPU. Otherwise the referee runs. DROVER_REFEREE=live always runs it and fails if
 * the record says something else; DROVER_REFEREE=record writes the record.
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

/** Whether the referee need not run for an input. */
export function isRecorded(input: object): boolean {
  return process.env.DROVER_REFEREE === undefined && existsSync(fileOf(input))
}

function fileOf(input: object): string {
  const text = JSON.stringify({ version: versionOf(PACKAGES), input })
  return join(FOLDER, `${createHash('sha256').update(text).digest('hex').slice(0, 24)}.json`)
}

/** Such as `ansible_core-2.14.18.dist-info`, which is read much faster than `ansible-playbook --version` answers. */
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
