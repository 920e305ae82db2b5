import { InputError } from '../errors.ts'
import { compare } from '../values/compare.ts'
import { isList, isMap, kindOf } from '../values/plain.ts'
import { combine, define, type Entries } from './combine.ts'
import { type Helper, helper, list, optionHelper, text } from './helper.ts'
import { isTrue } from './lookup.ts'

/** Helpers that combine lists of maps and count items, like the filters of community.general. */
export const RECORD_HELPERS: Readonly<Record<string, Helper>> = {
  lists_mergeby: optionHelper(
    'lists_mergeby list … key [recursive=] [list_merge=]',
    'the maps of several lists, sorted by the value of that key; maps with the same value are combined, as with `combine`',
    (values, { recursive = false, list_merge: lists = 'replace' }) =>
      mergeLists(values, isTrue(recursive), text('lists_mergeby', lists)),
  ),
  counter: helper(
    'counter list',
    'a map from each item of a list, or each character of a string, to the number of its occurrences',
    items => countItems(typeof items === 'string' ? [...items] : list('counter', items)),
  ),
}

function mergeLists(values: readonly unknown[], isRecursive: boolean, listMerge: string): unknown {
  if (values.length < 2) throw new InputError('`lists_mergeby` takes lists and the key to merge them by')
  const key = values.at(-1)
  const lists = values
    .slice(0, -1)
    .map(value => list('lists_mergeby', value))
    .filter(each => each.length > 0)
    .flatMap(each => (each.every(isList) ? each : [each]))
  const [first, ...others] = lists
  if (first === undefined) return []
  if (others.length === 0) return first
  const name = text('lists_mergeby', key)
  return lists.reduceRight((high, low) => mergePair(low, high, name, { isRecursive, listMerge }))
}

interface Merging {
  readonly isRecursive: boolean
  readonly listMerge: string
}

function mergePair(
  low: readonly unknown[],
  high: readonly unknown[],
  key: string,
  { isRecursive, listMerge }: Merging,
): unknown[] {
  const merged = new Map<unknown, Entries>()
  for (const item of [...low, ...high]) {
    if (!isMap(item))
      throw new InputError(`\`lists_mergeby\` takes lists of maps, got ${kindOf(item)} in one`)
    if (!Object.hasOwn(item, key)) continue
    const before = merged.get(item[key]) ?? {}
    merged.set(item[key], combine([before, item], isRecursive, listMerge) as Entries)
  }
  return [...merged.values()].sort((one, other) => compare('`lists_mergeby`', one[key], other[key]))
}

function countItems(items: readonly unknown[]): Entries {
  const counts = new Map<string, number>()
  for (const item of items) {
    const name = text('counter', item)
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const counted = {}
  for (const [name, count] of counts) define(counted, name, count)
  return counted
}
