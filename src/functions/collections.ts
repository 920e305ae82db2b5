import { unboxed } from '../base/float.ts'
import { InputError } from '../errors.ts'
import { isEqual, unique } from '../values/compare.ts'
import { isList, isMap, kindOf } from '../values/plain.ts'
import { combine, define, type Entries, lacking } from './combine.ts'
import { type Helper, helper, list, map, optionHelper, text, whole } from './helper.ts'
import { isTrue, keyHint, missingKeyText, readKey, readPath } from './lookup.ts'
import { sliceItems } from './python/slice.ts'
import { byCodePoint } from './python/text.ts'

/** Helpers that combine lists and maps, as Ansible's filters of the same names do. */
export const COLLECTION_HELPERS: Readonly<Record<string, Helper>> = {
  union: helper('union list other', 'the items of both lists, each once', (one, other) =>
    union(list('union', one), list('union', other)),
  ),
  intersect: helper(
    'intersect list other',
    'the items of the list that are also in the other list',
    (one, other) => intersect(list('intersect', one), list('intersect', other)),
  ),
  difference: helper(
    'difference list other',
    'the items of the list that are not in the other list, each once',
    (one, other) => unique(lacking(list('difference', one), list('difference', other))),
  ),
  symmetric_difference: helper(
    'symmetric_difference list other',
    'the items that only one of the lists has',
    (one, other) => {
      const [left, right] = [list('symmetric_difference', one), list('symmetric_difference', other)]
      return lacking(union(left, right), intersect(left, right))
    },
  ),
  combine: optionHelper(
    'combine map [other] … [recursive=] [list_merge=]',
    'one map with the keys of all maps; the last value of a key wins; `recursive=true` merges the maps inside; `list_merge` is `replace`, `keep`, `append`, `prepend`, `append_rp` or `prepend_rp`',
    (values, { recursive = false, list_merge: lists = 'replace' }) =>
      combine(values, isTrue(recursive), text('combine', lists)),
  ),
  dict2items: optionHelper(
    'dict2items map [key_name=] [value_name=]',
    'a list of maps with the `key` and the `value` of each entry',
    ([value], { key_name: key = 'key', value_name: name = 'value' }) =>
      Object.entries(map('dict2items', value)).map(([each, part]) => ({
        [text('dict2items', key)]: each,
        [text('dict2items', name)]: part,
      })),
  ),
  items2dict: optionHelper(
    'items2dict list [key_name=] [value_name=]',
    'a map made from a list of maps with `key` and `value`',
    ([items], { key_name: key = 'key', value_name: value = 'value' }) => {
      const [one, other] = [text('items2dict', key), text('items2dict', value)]
      return Object.fromEntries(
        list('items2dict', items).map(item => [
          String(need('items2dict', item, one)),
          need('items2dict', item, other),
        ]),
      )
    },
  ),
  subelements: optionHelper(
    'subelements list key [skip_missing=]',
    'a list of pairs: an item of the list, and an item of the inner list under its `key`',
    ([items, key], { skip_missing: skips = false }) => subelements(items, key, isTrue(skips)),
  ),
  groupby: optionHelper(
    'groupby list key [default=]',
    'a sorted list of pairs: a value of that key, and the items that have this value',
    ([items, key], options) => groupBy(list('groupby', items), text('groupby', key), options.default),
  ),
  rekey_on_member: optionHelper(
    'rekey_on_member items key [duplicates=]',
    'a map that contains each item under its value of that key; `duplicates` is `error` or `overwrite`',
    ([items, key], { duplicates = 'error' }) => rekey(items, text('rekey_on_member', key), duplicates),
  ),
  slice: helper(
    'slice list [from] [to] [step]',
    'the items or characters from index `from` up to but not including `to`; negative indexes count from the end; null means the start or the end',
    (items, from, to, step) => slice(items, from, to, step),
  ),
}

/** Returns the distinct items of both lists, in order. */
function union(one: readonly unknown[], other: readonly unknown[]): unknown[] {
  return unique([...one, ...other])
}

/** Returns the distinct items that both lists have. */
function intersect(one: readonly unknown[], other: readonly unknown[]): unknown[] {
  return unique(one.filter(item => other.some(each => isEqual(each, item))))
}

function need(name: string, item: unknown, key: string): unknown {
  const found = readKey(item, key)
  if (found !== undefined) return found
  throw new InputError(`an item passed to \`${name}\` ${missingKeyText(item, key)}`, {
    hint: keyHint(item, key),
  })
}

function subelements(items: unknown, key: unknown, skips: boolean): unknown[] {
  const all = isMap(items) ? Object.values(items) : list('subelements', items)
  const path = isList(key) ? key.map(part => text('subelements', part)) : text('subelements', key).split('.')
  return all.flatMap(item => {
    let inner: unknown = item
    for (const part of path) {
      if (skips && isMap(inner) && !Object.hasOwn(inner, part)) return []
      inner = need('subelements', inner, part)
    }
    if (!isList(inner))
      throw new InputError(
        `\`subelements\` takes the key of a list, but \`${path.join('.')}\` is ${kindOf(inner)}`,
      )
    return inner.map(part => [item, part])
  })
}

function groupBy(items: readonly unknown[], key: string, otherwise: unknown): unknown[] {
  const keyed = items.map(item => {
    const found = readPath(item, key)
    return { item, value: found === undefined ? (otherwise ?? need('groupby', item, key)) : found }
  })
  keyed.sort((one, other) => compareFolded(one.value, other.value))
  const groups: [unknown, unknown[]][] = []
  for (const { item, value } of keyed) {
    const last = groups.at(-1)
    if (last && compareFolded(last[0], value) === 0) last[1].push(item)
    else groups.push([value, [item]])
  }
  return groups
}

/**
 * Compares values as Jinja's `sort` does: strings without regard to case. Throws InputError for values that cannot
 * be compared.
 */
function compareFolded(one: unknown, other: unknown): number {
  if (typeof one === 'string' && typeof other === 'string')
    return byCodePoint(one.toLowerCase(), other.toLowerCase())
  if (one === null && other === null) return 0
  const [left, right] = [one, other].map(value =>
    typeof value === 'boolean' ? Number(value) : unboxed(value),
  )
  if (typeof left === 'number' && typeof right === 'number') return left - right
  throw new InputError(
    `\`groupby\` compares two numbers or two texts, got ${kindOf(one)} and ${kindOf(other)}`,
  )
}

function rekey(items: unknown, key: string, duplicates: unknown): Entries {
  if (duplicates !== 'error' && duplicates !== 'overwrite')
    throw new InputError(`\`duplicates\` is \`error\` or \`overwrite\`, got \`${String(duplicates)}\``)
  const found: Record<string, unknown> = {}
  for (const item of isMap(items) ? Object.values(items) : list('rekey_on_member', items)) {
    const value = text('rekey_on_member', need('rekey_on_member', item, key))
    if (duplicates === 'error' && Object.hasOwn(found, value))
      throw new InputError(`\`rekey_on_member\` found \`${value}\` twice`, {
        hint: 'write `duplicates="overwrite"` to keep the last',
      })
    define(found, value, item)
  }
  return found
}

/** Returns a part of a list or string, as Python's `[from:to:step]`. Throws InputError. */
function slice(value: unknown, from: unknown, to: unknown, by: unknown): unknown {
  const items = typeof value === 'string' ? [...value] : list('slice', value)
  const step = bound(by) ?? 1
  if (step === 0) throw new InputError('the step of `slice` cannot be 0')
  const picked = sliceItems(items, { start: bound(from), stop: bound(to), step })
  return typeof value === 'string' ? picked.join('') : picked
}

function bound(value: unknown): number | undefined {
  return value === undefined || value === null ? undefined : whole('slice', value)
}
