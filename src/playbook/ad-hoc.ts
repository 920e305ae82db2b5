import { InputError, type MapSource, type Place, type Source } from '../errors.ts'
import { parseYaml } from '../yaml/load.ts'
import { throwProblems } from '../yaml/problems.ts'
import { PARAMS_OF_COMMANDS } from './ansible-forms/key-values.ts'
import { COMMANDS } from './ansible-forms/text-params.ts'
import { type Known, openReading } from './keywords/context.ts'
import { NOTHING_INHERITED } from './keywords/inherit.ts'
import { readPlay } from './read-play.ts'
import type { Play } from './steps.ts'

/** A task that is given on the command line, to run as a play of its own. */
export interface AdHocTask {
  /** A host pattern. */
  readonly hosts: string
  /** A task type. */
  readonly type: string
  /** Either words such as `key=value`, or a map of params whose strings are never rendered. */
  readonly params: readonly string[] | Verbatim
}

/** Params by name. Templates in their strings are not rendered. */
type Verbatim = Readonly<Record<string, string | boolean | readonly string[]>>

/** Reads the task as a play. `file` stands for the command line in errors. Throws InputError or InputErrors. */
export function readAdHoc({ hosts, type, params }: AdHocTask, file: string, known: Known): Play {
  const place = { file, line: 1, column: 1 }
  const written = isWords(params) ? paramsOfWords(type, params, place, known) : verbatim(params, place)
  const task = mapOf({ [type]: written }, place)
  const play = mapOf({ hosts: text(hosts, place), tasks: { kind: 'list', items: [task], place } }, place)
  const reading = openReading(known, file)
  const read = readPlay(play, NOTHING_INHERITED, reading)
  throwProblems(reading.problems)
  return read
}

function isWords(params: AdHocTask['params']): params is readonly string[] {
  return Array.isArray(params)
}

function verbatim(params: Verbatim, place: Place): Source {
  const unsafe = (value: string | boolean): Source => ({ kind: 'scalar', value, tag: '!unsafe', place })
  const entries = Object.entries(params).map(([key, value]) => [
    key,
    typeof value === 'object' ? { kind: 'list', items: value.map(unsafe), place } : unsafe(value),
  ])
  return mapOf(Object.fromEntries(entries), place)
}

/**
 * Reads the params of a task from words that the shell has already split: `key=value` words, in which quotes are
 * ordinary characters; or a single word that is a YAML map; or words that form the single text which the task type
 * takes, such as a command.
 */
function paramsOfWords(type: string, words: readonly string[], place: Place, known: Known): Source {
  const dialect = known.dialectOf?.(place.file)
  const [first = ''] = words
  if (words.length === 1 && /^\{(?!\{)/.test(first))
    return parseYaml(first, place.file, dialect) ?? text(first, place)
  const isCommand = COMMANDS.includes(type)
  const pairs = words.flatMap(word => pairIn(word, isCommand))
  const others = words.filter(word => pairIn(word, isCommand).length === 0)
  if (pairs.length === 0) return text(others.length === 0 ? null : others.join(' '), place, dialect)
  if (others.length > 0 && !isCommand)
    throw new InputError(`\`${others.join(' ')}\` is not written as \`key=value\``, {
      hint: `quote a value that holds spaces, such as \`run task ${type} 'name=two words'\``,
    })
  const given = others.length > 0 ? [['cmd', others.join(' ')] as const, ...pairs] : pairs
  const twice = given.find(([key], index) => given.findIndex(other => other[0] === key) < index)
  if (twice) throw new InputError(`the param \`${twice[0]}\` is given twice`)
  const sources = given.map(([key, value]) => [key, collectionOrText(value, place, dialect)] as const)
  const params = mapOf(Object.fromEntries(sources), place)
  return dialect === 'ansible' ? { ...params, dialect } : params
}

function pairIn(word: string, isCommand: boolean): (readonly [string, string])[] {
  const [, key = '', value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? []
  if (key === '' || (isCommand && !COMMAND_KEYS.has(key))) return []
  return [[key, value]]
}

const COMMAND_KEYS = new Set(['cmd', 'unless', 'onlyif', ...PARAMS_OF_COMMANDS])

/** Parses a value in YAML's flow style as a list or map. Returns any other value as text. */
function collectionOrText(value: string, place: Place, dialect: 'drover' | 'ansible' | undefined): Source {
  const isCollection = /^(\[.*\]|\{(?!\{).*\})$/s.test(value)
  return (isCollection && parseYaml(value, place.file, dialect)) || text(value, place, dialect)
}

function text(value: string | null, place: Place, dialect?: 'drover' | 'ansible'): Source {
  return { kind: 'scalar', value, place, ...(dialect === 'ansible' ? { dialect } : {}) }
}

function mapOf(values: Readonly<Record<string, Source>>, place: Place): MapSource {
  const entries = Object.entries(values).map(([key, value]) => [key, { keyPlace: place, value }] as const)
  return { kind: 'map', entries: new Map(entries), place }
}
