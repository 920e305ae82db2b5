import { pythonTypeName } from '../functions/python/text.ts'
import { isList, isMap } from '../values/plain.ts'
import { Unknown } from '../values/unknown.ts'
import { ConversionError, convert } from './convert.ts'
import type { ArgumentSpec, Option } from './option.ts'
import { pythonText } from './python.ts'

/**
 * Returns the error of ansible-core for the first value that must be a map with options and is not a map; undefined if
 * there is none. `path` contains the name of the argument. Source: `_list_no_log_values` of ansible-core 2.14.
 */
export function unreadableMap(
  spec: ArgumentSpec,
  values: ReadonlyMap<string, unknown>,
): { readonly message: string; readonly path: readonly string[] } | undefined {
  for (const [name, option] of spec) {
    const message = faultIn(name, option, values.get(name))
    if (message !== undefined) return { message, path: [name] }
  }
  return undefined
}

function faultIn(name: string, option: Option, given: unknown): string | undefined {
  const { type, elements, options } = option
  const isOfMaps = type === 'dict' || (type === 'list' && elements === 'dict')
  if (!options || !isOfMaps || given === undefined || given === null) return undefined
  for (const item of isList(given) ? given : [given]) {
    if (item instanceof Unknown) continue
    const map = typeof item === 'string' ? readMap(item) : item
    if (map instanceof ConversionError) return option.isSecret ? map.masked : map.message
    if (!isMap(map)) return notMap(name, option, map)
    const inner = unreadableMap(options, new Map(Object.entries(map)))
    if (inner) return inner.message
  }
  return undefined
}

function readMap(text: string): unknown {
  try {
    return convert('dict', text)
  } catch (error) {
    if (error instanceof ConversionError) return error
    throw error
  }
}

function notMap(name: string, { type, isSecret }: Option, value: unknown): string {
  const shown = isSecret ? 'a value that is not shown' : `'${pythonText(value)}'`
  return `Value ${shown} in the sub parameter field '${name}' must by a ${type}, not '${pythonTypeName(value)}'`
}
