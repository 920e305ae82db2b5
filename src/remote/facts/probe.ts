import { programText } from '../../base/program-text.ts'
import { ShellText } from '../../shell/quote.ts'
import { type Probe, probe } from '../probe.ts'
import { parseDistribution } from './distribution.ts'
import { parseHardware } from './hardware.ts'
import { parseLocalFacts } from './local.ts'
import { parseNetwork } from './network.ts'
import { readAnswers } from './parts.ts'
import { parsePlatform } from './platform.ts'
import { parseSystem } from './system.ts'

/** Names as Ansible's, without `ansible_`; values are the host's word, bounded and never rendered. */
export type Facts = Readonly<Record<string, unknown>>

/** One script asks for all facts. */
const SCRIPT = new ShellText(programText(new URL('./facts.sh', import.meta.url)))

/** The most that a host may say of itself, in bytes. */
const MAX_FACTS = 1024 * 1024

/** Asks a host what it is. */
export function factsProbe(): Probe<Facts> {
  return probe({
    title: 'facts',
    script: SCRIPT,
    parse: ({ stdout }) => parseFacts(stdout.subarray(0, MAX_FACTS).toString()),
  })
}

/** Reads what the script printed into facts; a part that a host could not answer leaves its facts out. */
export function parseFacts(text: string): Facts {
  const answers = readAnswers(text)
  return {
    ...parseSystem(answers),
    ...parseDistribution(answers),
    ...parseHardware(answers),
    ...parsePlatform(answers),
    local: parseLocalFacts(answers.linesOf('local')),
    ...parseNetwork(answers),
  }
}
