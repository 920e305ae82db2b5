import type { Values } from '../completion/values.ts'
import { CONSOLE_COMMANDS, SWITCHES } from './read-line.ts'

/** Looks up the values of an argument, such as `exec pattern`; `operands` are the words before it. */
type Lookup = (name: string, operands: readonly string[]) => Values | Promise<Values>

/** Returns the possible completions of the last word of a line, and that word. */
export async function completeLine(line: string, lookUp: Lookup): Promise<[hits: string[], last: string]> {
  const words = line.trimStart().split(/\s+/)
  const last = words.at(-1) ?? ''
  const given = words.slice(0, -1)
  const ask = async (name: string): Promise<string[]> => {
    const { candidates } = await lookUp(name, ['all', ...given])
    return candidates.map(({ word }) => word)
  }
  const [first] = given
  if (first?.startsWith('!')) return [[], last]
  if (first === undefined) return among([...Object.keys(CONSOLE_COMMANDS), ...(await ask('task type'))], last)
  if (first === 'cd') return amongPatterns(await ask('exec pattern'), last)
  if (first === 'help') return given.length === 1 ? among(await ask('doc name'), last) : [[], last]
  if ((SWITCHES as readonly string[]).includes(first)) return among(['on', 'off'], last)
  if (Object.hasOwn(CONSOLE_COMMANDS, first)) return [[], last]
  return among(await ask('task params'), last)
}

function among(words: readonly string[], last: string): [string[], string] {
  return [words.filter(word => word.startsWith(last)), last]
}

/** Completes a pattern: after `:` or `,` another host or group follows. */
function amongPatterns(words: readonly string[], last: string): [string[], string] {
  const [before = ''] = /^.*[:,]?[!&]?/.exec(last.replace(/[^:,!&]*$/, '')) ?? []
  const [hits] = among(words, last.slice(before.length))
  return [hits.map(word => before + word), last]
}
