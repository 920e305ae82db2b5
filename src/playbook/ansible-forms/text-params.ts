import { parseFlag } from '../../base/flag.ts'
import { InputError, type MapSource, type ScalarSource, type Source } from '../../errors.ts'
import { isIdentifier } from '../../yaml/variables.ts'
import { readKeyValues } from './key-values.ts'

/** Task types whose text is a command, their param `cmd`. */
export const COMMANDS: readonly string[] = ['command', 'shell', 'script', 'raw', 'probe']

/** Task types and keywords whose text is the value of one param, in addition to `key=value` words. */
const WITH_TEXT: Readonly<Record<string, string>> = {
  import_tasks: 'file',
  include: 'file',
  include_tasks: 'file',
  include_vars: 'file',
  meta: 'action',
}

/**
 * Reads the params of a task from text: `src=a dest=b`, `echo hi creates=/x`. Each param gets the place of the text.
 * Params in any other form are returned unchanged. Throws InputError if `key=value` words are mixed with other words
 * and the task type takes no text.
 */
export function readTextParams(type: string, params: Source): Source {
  if (params.kind !== 'scalar' || typeof params.value !== 'string' || params.tag !== undefined) return params
  if (COMMANDS.includes(type)) return commandParams(type, params, params.value)
  const found = readKeyValues(params.value, false)
  const [first] = params.value.split('=', 1)
  const isText = !found || found.values.size === 0 || ![...found.values.keys()].every(isName(type))
  if (isText) return params
  const textParam = WITH_TEXT[type]
  if (found.rest !== '' && textParam === undefined) {
    // An ordinary text that happens to contain such a word: `debug: the limit is n=5`.
    if (first === undefined || !isIdentifier(first)) return params
    throw new InputError(`\`${found.rest.trim()}\` in \`${type}\` is not written as \`key=value\``, {
      place: params.place,
      hint: `put a value with spaces in quotes, or write each param on its own line below \`${type}:\``,
    })
  }
  const texts = found.rest === '' || textParam === undefined ? [] : ([[textParam, found.rest]] as const)
  return mapOf([...texts, ...found.values], params, type === 'set_fact' ? asFact : undefined)
}

/**
 * Returns a function that tests whether a word before `=` is the name of a param. `set_fact` also takes names that
 * contain templates.
 */
function isName(type: string): (name: string) => boolean {
  return name => isIdentifier(name) || (type === 'set_fact' && TEMPLATED_NAME.test(name))
}

const TEMPLATED_NAME = /^(?:\w|\{\{(?:(?!\}\}).)+\}\})+$/s

/** Backslashes that Ansible removes: one before `=`, or one with spaces or line ends on both sides. */
const CHANGED_BY_SPLITTING = /\\=|(?:^|\s)\\(?:\s|$)/

function commandParams(type: string, params: ScalarSource, text: string): Source {
  const found = readKeyValues(text, true)
  // Ansible refuses text with an unclosed quote, but a shell may accept it. Only words that might be params make it
  // unclear.
  if (!found) return refuseInside(type, params, text)
  const { values, rest } = found
  if (values.size === 0 && !CHANGED_BY_SPLITTING.test(text)) return params
  if (values.size === 0) return { ...params, value: rest }
  return mapOf([...(rest === '' ? [] : [['cmd', rest] as const]), ...values], params)
}

const INSIDE = /(?:^|\s)(creates|removes|chdir|executable)=(\S+)/

function refuseInside(type: string, params: Source, text: string): Source {
  const [, param, value] = INSIDE.exec(text) ?? []
  if (param === undefined) return params
  throw new InputError(
    `a quote or template in \`${type}\` is not closed, so \`${param}=${value}\` is not a param`,
    {
      place: params.place,
      hint: `close it, or write \`cmd: …\` and \`${param}: ${value}\` as lines below \`${type}:\``,
    },
  )
}

function mapOf(
  entries: readonly (readonly [string, string])[],
  { place, isConfidential, dialect }: ScalarSource,
  asValue: (text: string) => string | boolean = text => text,
): MapSource {
  const sources = entries.map(([key, text]) => {
    const value: ScalarSource = {
      kind: 'scalar',
      value: asValue(text),
      place,
      ...(isConfidential ? { isConfidential } : {}),
      ...(dialect ? { dialect } : {}),
    }
    return [key, { keyPlace: place, value }] as const
  })
  return { kind: 'map', entries: new Map(sources), place, ...(dialect ? { dialect } : {}) }
}

/** Converts words that `set_fact` takes as true or false, because only text can be written in this form. */
function asFact(text: string): string | boolean {
  return /^(?:true|false|yes|no)$/i.test(text) ? parseFlag(text) === true : text
}
