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

/**
 * Facts by Ansible's names, without `ansible_`. The values come from the host: they are limited in size and never
 * rendered as templates.
 */
export type Facts = Readonly<Record<string, unknown>>

/** The one script that gathers all facts. */
const SCRIPT = new ShellText(programText(new URL('./facts.sh', import.meta.url)))

/** The most output of the script that is parsed, in bytes. */
const MAX_FACTS = 1024 * 1024

/** Returns the probe that gathers the facts of a host. */
export function factsProbe(): Probe<Facts> {
  return probe({
    title: 'facts',
    script: SCRIPT,
    parse: ({ stdout }) => parseFacts(stdout.subarray(0, MAX_FACTS).toString()),
  })
}

/** Parses the output of the script into facts. If a host lacks a section, its facts are missing. */
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
