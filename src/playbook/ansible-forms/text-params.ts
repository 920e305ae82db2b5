import { parseFlag } from '../../base/flag.ts'
import { InputError, type MapSource, type ScalarSource, type Source } from '../../errors.ts'
import { isIdentifier } from '../../yaml/variables.ts'
import { readKeyValues } from './key-values.ts'

/** Task types whose text is a command, their param `cmd`. */
export const COMMANDS: readonly string[] = ['command', 'shell', 'script', 'raw', 'probe']

/** Task types and keywords whose text is the value of one param, in addition to words such as `key=value`. */
const WITH_TEXT: Readonly<Record<string, string>> = {
  import_tasks: 'file',
  include: 'file',
  include_tasks: 'file',
  include_vars: 'file',
  meta: 'action',
}

/**
 * The params of a task that are written as text: `src=a dest=b`, `echo hi creates=/x`. Whatever is no such text is returned as it
 * is. Each param has the place of the text. Throws InputError for words that are neither.
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
    // A text of another kind that has such a word in it: `debug: the limit is n=5`.
    if (first === undefined || !isIdentifier(first)) return params
    throw new InputError(`\`${found.rest.trim()}\` in \`${type}\` is not written as \`key=value\``, {
      place: params.place,
      hint: `put a value with spaces in quotes, or write each param on its own line below \`${type}:\``,
    })
  }
  const texts = found.rest === '' || textParam === undefined ? [] : ([[textParam, found.rest]] as const)
  return mapOf([...texts, ...found.values], params, type === 'set_fact' ? asFact : undefined)
}

/** Whether a word before `=` is the name of a param: `set_fact` also takes names with templates in them. */
function isName(type: string): (name: string) => boolean {
  return name => isIdentifier(name) || (type === 'set_fact' && TEMPLATED_NAME.test(name))
}

const TEMPLATED_NAME = /^(?:\w|\{\{(?:(?!\}\}).)+\}\})+$/s

/** A backslash before `=`, or one with spaces or line ends on both sides: Ansible leaves out both kinds. */
const CHANGED_BY_SPLITTING = /\\=|(?:^|\s)\\(?:\s|$)/

function commandParams(type: string, params: ScalarSource, text: string): Source {
  const found = readKeyValues(text, true)
  // Ansible refuses what is not closed. A shell may read it otherwise, so only what might be a param is unclear.
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

/** `set_fact` takes these words for true and false, since text is all that can be written here. */
function asFact(text: string): string | boolean {
  return /^(?:true|false|yes|no)$/i.test(text) ? parseFlag(text) === true : text
}
