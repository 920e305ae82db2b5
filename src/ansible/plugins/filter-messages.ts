import { ownValue } from '../../base/own-value.ts'
import { InputError } from '../../errors.ts'
import { JinjaError, UndefinedError } from '../jinja/error.ts'
import type { Filter } from '../jinja/frame.ts'
import { toText } from '../jinja/text.ts'
import { type Dict, isDict, typeName } from '../jinja/values.ts'

/**
 * Wraps a filter so that its errors also contain the message that ansible-core 2.14 has. `params` is the
 * filter's signature.
 */
export function withFilterMessages(name: string, filter: Filter, params: readonly string[]): Filter {
  return (value, passed, calls) => {
    try {
      return filter(value, passed, calls)
    } catch (error) {
      const isFault = error instanceof InputError || error instanceof JinjaError
      if (!isFault || error instanceof UndefinedError || 'code' in error) throw error
      const { message, hint, place } = error
      const options = Object.fromEntries(passed.named)
      for (const [index, param] of params.entries())
        if (param.endsWith('=')) options[param.slice(0, -1)] ??= passed.all[index]
      const ansibleMessage =
        error.ansibleMessage ?? ownValue(MESSAGES, name)?.({ value, values: passed.all, options })
      throw new JinjaError(message, {
        hint,
        place: place && 'at' in place ? place : undefined,
        ansibleMessage,
        cause: error,
      })
    }
  }
}

/** A call of a filter: the filtered value, the positional arguments, and the named ones. */
interface FilterCall {
  readonly value: unknown
  readonly values: readonly unknown[]
  readonly options: Readonly<Dict>
}

const MESSAGES: Readonly<Record<string, (call: FilterCall) => string | undefined>> = {
  combine: ({ options }) =>
    Object.keys(options).some(name => name !== 'recursive' && name !== 'list_merge')
      ? "'recursive' and 'list_merge' are the only valid keyword arguments"
      : 'failed to combine variables, expected dicts but got something else',
  dict2items: ({ value }) => `dict2items requires a dictionary, got ${classOf(value)} instead.`,
  hash: () => 'unsupported hash type',
  human_readable: ({ value }) => `human_readable() can't interpret following string: ${toText(value)}`,
  human_to_bytes: ({ value }) => `human_to_bytes() can't interpret following string: ${toText(value)}`,
  items2dict: ({ value, options }) => itemsMessage(value, options),
  log: ({ value }) => `log() can only be used on numbers: must be real number, not ${typeName(value)}`,
  password_hash: ({ options, values }) =>
    `${toText(options.hashtype ?? values[0] ?? 'sha512')} is not in the list of supported passlib algorithms`,
  path_join: ({ value }) => `|path_join expects string or sequence, got ${classOf(value)} instead.`,
  pow: ({ value }) => `pow() can only be used on numbers: must be real number, not ${typeName(value)}`,
  random: ({ value }) =>
    Array.isArray(value) || typeof value === 'string'
      ? 'start and step can only be used with integer values'
      : 'random can only be used on sequences and integers',
  regex_escape: ({ options }) => {
    const type = toText(options.re_type)
    return type === 'posix_extended'
      ? `Regex type (${type}) not yet implemented`
      : `Invalid regex type (${type})`
  },
  regex_search: () => 'Unknown argument',
  rekey_on_member: ({ value, values, options }) => rekeyMessage(value, toText(values[0]), options),
  root: ({ value }) => `root() can only be used on numbers: must be real number, not ${typeName(value)}`,
  strftime: ({ options }) => `Invalid value for epoch value (${toText(options.second)})`,
  subelements: ({ value, values }) => subelementsMessage(value, values[0]),
  to_uuid: ({ options }) =>
    `Invalid value '${toText(options.namespace)}' for 'namespace': badly formed hexadecimal UUID string`,
  urlsplit: ({ options }) => `urlsplit: unknown URL component: ${toText(options.query)}`,
}

function classOf(value: unknown): string {
  return `<class '${typeName(value)}'>`
}

function itemsMessage(value: unknown, { key_name = 'key', value_name = 'value' }: Dict): string {
  if (!Array.isArray(value)) return `items2dict requires a list, got ${classOf(value)} instead.`
  if (value.every(isDict)) {
    return `items2dict requires each dictionary in the list to contain the keys '${toText(key_name)}' and '${toText(value_name)}', got ${toText(value)} instead.`
  }
  return `items2dict requires a list of dictionaries, got ${toText(value)} instead.`
}

function rekeyMessage(value: unknown, key: string, { duplicates = 'error' }: Dict): string {
  const mode = toText(duplicates)
  if (mode !== 'error' && mode !== 'overwrite')
    return `duplicates parameter to rekey_on_member has unknown value: ${mode}`
  const items = isDict(value) ? Object.values(value) : value
  if (!Array.isArray(items)) return 'Type is not a valid list, set, or dict'
  if (!items.every(isDict)) return 'List item is not a valid dict'
  if (items.some(item => !Object.hasOwn(item, key))) return `Key ${key} was not found`
  const keys = items.map(item => item[key])
  const twice = keys.find((each, index) => keys.indexOf(each) !== index)
  return `Key ${toText(twice)} is not unique, cannot correctly turn into dict`
}

/** Returns Ansible's message for the first fault that the path meets in any item. */
function subelementsMessage(value: unknown, path: unknown): string | undefined {
  const items = isDict(value) ? Object.values(value) : value
  if (!Array.isArray(items)) return 'obj must be a list of dicts or a nested dict'
  if (!Array.isArray(path) && typeof path !== 'string') return 'subelements must be a list or a string'
  const keys = Array.isArray(path) ? path.map(toText) : path.split('.')
  for (const item of items) {
    let found: unknown = item
    for (const key of keys) {
      if (!isDict(found)) return `the key ${key} should point to a dictionary, got '${toText(found)}'`
      if (!Object.hasOwn(found, key)) return `could not find '${key}' key in iterated item ${toText(found)}`
      found = found[key]
    }
    if (!Array.isArray(found)) return `the key '${keys.at(-1)}' should point to a list, got ${toText(found)}`
  }
  return undefined
}
