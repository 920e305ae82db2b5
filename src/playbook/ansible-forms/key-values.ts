import { joinArgs, splitArgs } from './split-args.ts'

/**
 * Params that Ansible reads from within the text of a command. Source: ansible-core, `parsing/splitter.py`,
 * `parse_kv`.
 */
export const PARAMS_OF_COMMANDS: readonly string[] = [
  ...['creates', 'removes', 'chdir', 'executable', 'warn', 'stdin', 'stdin_add_newline', 'strip_empty_ends'],
]

/** The content of a text with `key=value` words: the values by key, and the other words, joined. */
export interface KeyValues {
  readonly values: ReadonlyMap<string, string>
  readonly rest: string
}

/**
 * Reads `key=value` words as Ansible does. With `isCommand`, only the params of commands are read as such; the other
 * words are the command. Returns undefined if a quote or template is not closed.
 */
export function readKeyValues(text: string, isCommand: boolean): KeyValues | undefined {
  const words = splitArgs(text)
  if (!words) return undefined
  const values = new Map<string, string>()
  const rest: string[] = []
  for (const word of words) {
    const decoded = decodeEscapes(word)
    const equals = equalsIn(decoded)
    if (equals === undefined) {
      rest.push(decoded.includes('=') ? decoded.replaceAll('\\=', '=') : word)
      continue
    }
    const key = decoded.slice(0, equals)
    if (isCommand && !PARAMS_OF_COMMANDS.includes(key)) rest.push(word)
    else values.set(key.trim(), unquote(decoded.slice(equals + 1).trim()))
  }
  return { values, rest: joinArgs(rest) }
}

/**
 * Returns the offset at which the key of a word ends: that of the first `=` after a character other than a
 * backslash. Returns undefined if there is none.
 */
function equalsIn(word: string): number | undefined {
  for (let at = word.indexOf('=', 1); at > 0; at = word.indexOf('=', at + 1))
    if (word[at - 1] !== '\\') return at
  return undefined
}

const ESCAPE = /\\U[a-fA-F0-9]{8}|\\u[a-fA-F0-9]{4}|\\x[a-fA-F0-9]{2}|\\[\\'"abfnrtv]/g

const LETTERS: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
}

/**
 * Replaces Python's escapes of characters, including those by code, except escapes by a character's name (`\N{…}`).
 */
function decodeEscapes(word: string): string {
  return word.replace(ESCAPE, sequence => {
    const [, kind = ''] = sequence
    if (sequence.length === 2) return LETTERS[kind] ?? kind
    const code = Number.parseInt(sequence.slice(2), 16)
    return code > 0x10ffff ? sequence : String.fromCodePoint(code)
  })
}

/** Removes the quotes around a text, if there are any. */
function unquote(text: string): string {
  const [first] = text
  const isQuoted =
    text.length > 1 && (first === '"' || first === "'") && text.endsWith(first) && text.at(-2) !== '\\'
  return isQuoted ? text.slice(1, -1) : text
}
