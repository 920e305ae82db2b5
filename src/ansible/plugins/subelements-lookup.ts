import { isTruthy } from '../jinja/compare.ts'
import type { JinjaError } from '../jinja/error.ts'
import { toText } from '../jinja/text.ts'
import { type Dict, isDict, tuple, used } from '../jinja/values.ts'
import { pluginError } from './lookup-messages.ts'

/**
 * Implements the lookup `subelements`: returns pairs of an item (without the list under the key) and one item
 * of that list. Items with `skipped` are left out. Throws JinjaError with the messages of ansible-core 2.14.
 */
export function subelements([all, key, flags = {}, ...others]: readonly unknown[]): unknown[] {
  const expected = 'subelements lookup expects a list of two or three items, '
  if (key === undefined || others.length > 0) throw fault(expected)
  if (typeof key !== 'string')
    throw fault(`${expected}first a dict or a list, second a string pointing to the subkey`)
  if (!isDict(flags)) throw fault(`${expected}the optional third item must be a dict with flags skip_missing`)
  if (isDict(all) && isSkipped(all)) return []
  const isLenient = isTruthy(flags.skip_missing ?? false)
  return itemsOf(all).flatMap(item => {
    if (!isDict(item)) throw fault(`subelements lookup expects a dictionary, got '${toText(item)}'`)
    if (isSkipped(item)) return []
    const { taken, rest } = takeOut(item, key.split('.'), isLenient)
    return taken.map(part => tuple(rest, part))
  })
}

/** Returns the values of a dict, the items of a list, or any other value as the only item. */
function itemsOf(all: unknown): unknown[] {
  if (isDict(all)) return Object.values(all).map(used)
  return Array.isArray(all) ? all.map(used) : [all]
}

function isSkipped({ skipped = false }: Dict): boolean {
  return skipped !== false
}

/**
 * Returns the list under a path, and the value without it. If a key is missing and `isLenient`, the list is
 * empty.
 */
function takeOut(
  value: Dict,
  [key = '', ...path]: readonly string[],
  isLenient: boolean,
): { readonly taken: readonly unknown[]; readonly rest: Dict } {
  const nothing = { taken: [], rest: value }
  if (!Object.hasOwn(value, key)) {
    if (isLenient) return nothing
    throw fault(`could not find '${key}' key in iterated item '${toText(value)}'`)
  }
  const found = used(value[key])
  if (path.length === 0) {
    if (!Array.isArray(found)) throw fault(`the key ${key} should point to a list, got '${toText(found)}'`)
    const { [key]: _, ...rest } = value
    return { taken: found, rest }
  }
  if (isDict(found)) {
    const inner = takeOut(found, path, isLenient)
    return { taken: inner.taken, rest: { ...value, [key]: inner.rest } }
  }
  if (isLenient) return nothing
  throw fault(`the key ${key} should point to a dictionary, got '${toText(found)}'`)
}

function fault(said: string): JinjaError {
  return pluginError('subelements', said)
}
