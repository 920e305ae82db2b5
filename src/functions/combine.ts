import { ownValue } from '../base/own-value.ts'
import { InputError } from '../errors.ts'
import { isEqual } from '../values/compare.ts'
import { isList, isMap } from '../values/plain.ts'
import { map } from './helper.ts'

/** Merges several maps, or lists of maps, to one. Throws InputError. */
export function combine(values: readonly unknown[], isRecursive: boolean, lists: string): unknown {
  const mergeLists = ownValue(LIST_MERGES, lists)
  if (!mergeLists)
    throw new InputError(`\`list_merge\` is ${Object.keys(LIST_MERGES).join(', ')}, got \`${lists}\``)
  const maps = values.flatMap(value => (isList(value) ? value : [value])).map(value => map('combine', value))
  const [first = {}, ...others] = maps
  return others.reduce<Entries>((low, high) => mergeMaps(low, high, isRecursive, mergeLists), first)
}

type Lists = (low: readonly unknown[], high: readonly unknown[]) => readonly unknown[]

/** Functions that merge lists under the same key. Those with `_rp` first remove items that the later list also has. */
const LIST_MERGES: Readonly<Record<string, Lists>> = {
  replace: (_, high) => high,
  keep: low => low,
  append: (low, high) => [...low, ...high],
  prepend: (low, high) => [...high, ...low],
  append_rp: (low, high) => [...lacking(low, high), ...high],
  prepend_rp: (low, high) => [...high, ...lacking(low, high)],
}

function mergeMaps(low: Entries, high: Entries, isRecursive: boolean, mergeLists: Lists): Entries {
  const merged: Record<string, unknown> = { ...low }
  for (const [key, value] of Object.entries(high)) {
    const before = ownValue(low, key)
    if (isRecursive && isMap(before) && isMap(value))
      define(merged, key, mergeMaps(before, value, isRecursive, mergeLists))
    else define(merged, key, isList(before) && isList(value) ? mergeLists(before, value) : value)
  }
  return merged
}

/** Returns the items that `others` does not have. */
export function lacking(items: readonly unknown[], others: readonly unknown[]): unknown[] {
  return items.filter(item => !others.some(each => isEqual(each, item)))
}

/** A map with string keys. */
export type Entries = Readonly<Record<string, unknown>>

/** Sets a key as an own property, so that a key such as `__proto__` cannot change the prototype. */
export function define(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}
