import { parseFlag } from '../../base/flag.ts'
import { closedWords } from '../../base/words.ts'
import { InputError } from '../../errors.ts'

/** A parsed line of the console. */
export type Action =
  | { readonly do: 'nothing' | 'exit' }
  /** Selects other hosts for the following lines. */
  | { readonly do: 'hosts'; readonly pattern: string }
  | { readonly do: 'list' }
  /** Turns the switch on or off; without `isOn`, toggles it. */
  | { readonly do: 'switch'; readonly what: Switch; readonly isOn?: boolean }
  | { readonly do: 'become user'; readonly user: string | undefined }
  | { readonly do: 'help'; readonly topic: string | undefined }
  | { readonly do: 'command'; readonly line: string }
  | { readonly do: 'task'; readonly type: string; readonly params: readonly string[] }

/** A setting that is on or off for all following lines. */
type Switch = (typeof SWITCHES)[number]

/** The names of these settings, which are also commands of the console. */
export const SWITCHES = ['become', 'check', 'diff'] as const

/** The commands of the console, each with its usage and description. */
export const CONSOLE_COMMANDS: Readonly<Record<string, readonly [usage: string, about: string]>> = {
  cd: ['cd PATTERN', 'Use the hosts of a pattern from now on; `cd` alone uses all.'],
  list: ['list', 'Show the hosts in use.'],
  become: ['become on|off', 'Run as another user.'],
  become_user: ['become_user NAME', 'Run as this user, and turn `become` on.'],
  check: ['check on|off', 'Make tasks dry runs.'],
  diff: ['diff on|off', 'Show the differences that tasks make.'],
  help: ['help [NAME]', 'Show this, or the documentation of a task type, keyword or function.'],
  exit: ['exit', 'Leave; so does Ctrl-D.'],
}

/** Parses a line of the console. Throws InputError if a quote is not closed, or a command has an invalid argument. */
export function readConsoleLine(line: string): Action {
  const text = line.trim()
  if (text === '' || text.startsWith('#')) return { do: 'nothing' }
  if (text.startsWith('!')) return shellCommand(text.slice(1))
  const [word = ''] = /^\S+/.exec(text) ?? []
  const rest = text.slice(word.length).trim()
  // `shell` followed by params is a task of that type.
  if (word === 'shell' && !/^\w+=/.test(rest)) return shellCommand(rest)
  if (isSwitch(word)) return switched(word, rest)
  if (word === 'cd') return { do: 'hosts', pattern: rest === '' ? 'all' : rest }
  if (word === 'list') return { do: 'list' }
  if (word === 'become_user') return { do: 'become user', user: rest === '' ? undefined : rest }
  if (word === 'help' || word === '?') return { do: 'help', topic: rest === '' ? undefined : rest }
  if (word === 'exit' || word === 'quit') return { do: 'exit' }
  const params = closedWords(rest)
  if (params === undefined) throw new InputError(`a quote in \`${rest}\` is not closed`)
  return { do: 'task', type: word, params }
}

function shellCommand(text: string): Action {
  const line = text.trim()
  if (line !== '') return { do: 'command', line }
  throw new InputError('expected a command', { hint: 'write it behind the `!`, such as `!uptime`' })
}

function isSwitch(word: string): word is Switch {
  return (SWITCHES as readonly string[]).includes(word)
}

function switched(what: Switch, value: string): Action {
  if (value === '') return { do: 'switch', what }
  const isOn = parseFlag(value)
  if (isOn !== undefined) return { do: 'switch', what, isOn }
  throw new InputError(`expected \`on\` or \`off\`, got \`${value}\``, { hint: `write \`${what} on\`` })
}
