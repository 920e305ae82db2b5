import { compareValues, isEqual, isTruthy, iterate } from '../compare.ts'
import { JinjaError } from '../error.ts'
import { mustFitList } from '../limits.ts'
import type { Passed } from '../passed.ts'
import { describe } from '../text.ts'
import { Undefined } from '../undefined.ts'
import { isDict, NamedTuple, tuple, used } from '../values.ts'
import { fold, reader } from './choose.ts'

export function size(value: unknown): number {
  const found = used(value)
  if (typeof found === 'string') return [...found].length
  if (Array.isArray(found)) return found.length
  if (isDict(found)) return Object.keys(found).length
  throw new JinjaError(`${describe(found)} has no length`)
}

export function endOf(value: unknown, at: number): unknown {
  const items = iterate(value)
  if (items.length > 0) return items.at(at)
  return new Undefined(
    at === 0 ? 'there is no first item: the list is empty' : 'there is no last item: the list is empty',
  )
}

export function reverseStable<T extends { readonly key: unknown }>(sorted: readonly T[]): T[] {
  const groups: T[][] = []
  for (const each of sorted) {
    const last = groups.at(-1)
    if (last?.[0] && isEqual(last[0].key, each.key)) last.push(each)
    else groups.push([each])
  }
  return groups.reverse().flat()
}

export function batches(items: readonly unknown[], passed: Passed): unknown[][] {
  const count = passed.integer(0, 'linecount')
  if (count < 1) throw new JinjaError('`batch` needs a number of items above 0')
  const found: unknown[][] = []
  for (let at = 0; at < items.length; at += count) found.push(items.slice(at, at + count))
  const last = found.at(-1)
  const fill = passed.value(1, 'fill_with', null)
  if (fill !== null) mustFitList('batch', count)
  while (fill !== null && last && last.length < count) last.push(fill)
  return found
}

export function slices(items: readonly unknown[], passed: Passed): unknown[][] {
  const count = passed.integer(0, 'slices')
  if (count < 1) throw new JinjaError('`slice` needs a number of lists above 0')
  mustFitList('slice', count)
  const fill = passed.value(1, 'fill_with', null)
  const [each, extra] = [Math.floor(items.length / count), items.length % count]
  let at = 0
  return Array.from({ length: count }, (_, index) => {
    const end = at + each + (index < extra ? 1 : 0)
    const part = items.slice(at, end)
    at = end
    if (fill !== null && index >= extra && extra > 0) part.push(fill)
    return part
  })
}

export function dictSort(value: unknown, passed: Passed): unknown[] {
  const found = used(value)
  if (!isDict(found)) throw new JinjaError(`\`dictsort\` needs a dict, got ${describe(found)}`)
  const isCased = isTruthy(passed.value(0, 'case_sensitive', false))
  const by = passed.text(1, 'by', 'key')
  if (by !== 'key' && by !== 'value') throw new JinjaError('`dictsort` sorts by `key` or `value`')
  const keyed = Object.entries(found).map(([key, part]) => ({
    item: tuple(key, part),
    key: fold(by === 'key' ? key : part, isCased),
  }))
  keyed.sort((one, other) => compareValues(one.key, other.key))
  return (isTruthy(passed.value(2, 'reverse', false)) ? reverseStable(keyed) : keyed).map(({ item }) => item)
}

const GROUP = ['grouper', 'list']

export function groupBy(value: unknown, passed: Passed): unknown[] {
  const attribute = passed.value(0, 'attribute')
  const read = reader(attribute)
  const fallback = passed.has(1, 'default') ? passed.raw(1, 'default') : undefined
  const isCased = isTruthy(passed.value(2, 'case_sensitive', false))
  const keyOfItem = (item: unknown): unknown => {
    const key = read(item)
    return key instanceof Undefined && fallback !== undefined ? fallback : used(key)
  }
  const keyed = iterate(value).map(item => ({
    item,
    shown: keyOfItem(item),
    key: fold(keyOfItem(item), isCased),
  }))
  keyed.sort((one, other) => compareValues(one.key, other.key))
  const groups: { shown: unknown; key: unknown; items: unknown[] }[] = []
  for (const { item, shown, key } of keyed) {
    const last = groups.at(-1)
    if (last && isEqual(last.key, key)) last.items.push(item)
    else groups.push({ shown, key, items: [item] })
  }
  return groups.map(({ shown, items }) => NamedTuple.named(GROUP, [shown, items]))
}
