import { programText } from '../../base/program-text.ts'
import { ShellText } from '../../shell/quote.ts'
import { type Probe, probe } from '../probe.ts'
import { parseNetwork } from './network.ts'
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

/** Reads the parts into facts; a part that a host could not answer leaves its facts out. */
export function parseFacts(text: string): Facts {
  const parts = new Map<string, string[]>()
  let lines: string[] = []
  for (const line of text.split('\n')) {
    const name = /^@@([a-z-]+)$/.exec(line)?.[1]
    // The environment comes last: no value of it can begin another part.
    // safety: an environment variable cannot start another section of the facts
    if (name !== undefined && !parts.has(name) && !parts.has('env')) {
      lines = []
      parts.set(name, lines)
    } else lines.push(line)
  }
  const linesOf = (name: string): string[] => (parts.get(name) ?? []).filter(line => line !== '')
  return { ...parseSystem(linesOf), ...parseNetwork(linesOf) }
}
