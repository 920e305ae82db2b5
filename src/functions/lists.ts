import { InputError } from '../errors.ts'
import { compare, isEqual, unique } from '../values/compare.ts'
import { OMIT } from '../values/omit.ts'
import { isList, isMap, kindOf } from '../values/plain.ts'
import { type Helper, helper, list, map, number, optionHelper, text, whole } from './helper.ts'
import { isTrue, keyHint, missingKeyText, readKey, readPath } from './lookup.ts'

const LONGEST_RANGE = 100_000

/** Helpers for lists and maps. */
export const LIST_HELPERS: Readonly<Record<string, Helper>> = {
  length: helper('length value', 'the number of items, keys or characters', value => {
    if (isList(value)) return value.length
    return isMap(value) ? Object.keys(value).length : [...text('length', value)].length
  }),
  first: helper('first list', 'the first item', items => end('first', items, 0)),
  last: helper('last list', 'the last item', items => end('last', items, -1)),
  keys: helper('keys map', 'a list of the keys of a map', value => Object.keys(map('keys', value))),
  values: helper('values map', 'a list of the values of a map; for a list, the list itself', value =>
    isList(value) ? value : Object.values(map('values', value)),
  ),
  map: helper('map list key', 'a list of the values of that key, one from each item', (items, key) =>
    list('map', items).map(item => pluck('map', item, text('map', key))),
  ),
  where: helper(
    'where list key [value]',
    'the items whose key has that value; without a value, the items whose key has a true value',
    (...values) => where(values),
  ),
  sort: helper(
    'sort list [key]',
    'the list in ascending order of its items, or of the values of a key',
    (items, key) => {
      const of = (item: unknown): unknown =>
        key === undefined ? item : pluck('sort', item, text('sort', key))
      return [...list('sort', items)].sort((one, other) => compare('`sort`', of(one), of(other)))
    },
  ),
  reverse: helper('reverse list', 'the list in reverse order', items =>
    [...list('reverse', items)].reverse(),
  ),
  unique: helper('unique list', 'the list without items that equal an earlier item', items =>
    unique(list('unique', items)),
  ),
  flatten: optionHelper(
    'flatten list [levels=] [skip_nulls=]',
    'the list without nulls, with inner lists replaced by their items, at most `levels` deep',
    ([items], { levels = null, skip_nulls: skips = true }) =>
      flatten(
        list('flatten', items),
        levels === null ? Number.POSITIVE_INFINITY : whole('flatten', levels),
        isTrue(skips),
      ),
  ),
  without: helper(
    'without list other',
    'the list without the items of the other list, or without one given item',
    (items, other) => {
      const left = isList(other) ? other : [other]
      return list('without', items).filter(item => !left.some(each => isEqual(each, item)))
    },
  ),
  list: helper('list [value] …', 'a list of the values; `[]` is an empty list', (...values) =>
    values.filter(value => value !== OMIT),
  ),
  dict: helper('dict [key] [value] …', 'a map of the keys and values; `{}` is an empty map', dict),
  sum: helper('sum list', 'the sum of the numbers in a list', items =>
    list('sum', items).reduce<number>((sum, item) => sum + number('sum', item), 0),
  ),
  range: helper(
    'range [from] to',
    'whole numbers from `from` (default 0) up to but not including `to`',
    (...bounds) => {
      const [from, to] = (bounds.length === 1 ? [0, ...bounds] : bounds).map(bound =>
        whole('range', bound),
      ) as [number, number]
      if (to - from > LONGEST_RANGE)
        throw new InputError(`\`range\` returns at most ${LONGEST_RANGE} numbers`)
      return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index)
    },
  ),
}

/**
 * Flattens lists up to a depth. With `skips`, null is left out and, as in Ansible, so are the strings `None` and
 * `null`.
 */
function flatten(items: readonly unknown[], levels: number, skips: boolean): unknown[] {
  return items.flatMap(item => {
    if (skips && (item === null || item === 'None' || item === 'null')) return []
    return isList(item) && levels >= 1 ? flatten(item, levels - 1, skips) : [item]
  })
}

function dict(...parts: unknown[]): Record<string, unknown> {
  if (parts.length % 2 !== 0)
    throw new InputError(`\`dict\` takes a value for each key, got ${parts.length} values`)
  const entries: [string, unknown][] = []
  for (let at = 0; at < parts.length; at += 2) {
    if (parts[at + 1] !== OMIT) entries.push([text('dict', parts[at]), parts[at + 1]])
  }
  return Object.fromEntries(entries)
}

function end(name: string, value: unknown, index: number): unknown {
  const items = typeof value === 'string' ? [...value] : list(name, value)
  const item = items.at(index)
  if (item !== undefined) return item
  throw new InputError(`\`${name}\` takes a list with items, got an empty one`)
}

function pluck(name: string, item: unknown, key: string): unknown {
  let value = item
  for (const part of key.split('.')) {
    const found = readKey(value, part)
    if (found === undefined) {
      throw new InputError(`an item passed to \`${name}\` ${missingKeyText(value, part)}`, {
        hint: keyHint(value, part),
      })
    }
    value = found
  }
  return value
}

/**
 * Returns the maps whose value under the key is equal to the wanted one or, without one, is true. Maps without the
 * key are left out.
 */
function where([items, key, ...wanted]: readonly unknown[]): unknown[] {
  return list('where', items).filter(item => {
    if (!isMap(item))
      throw new InputError(`\`where\` takes a list of maps, got one that holds ${kindOf(item)}`)
    const value = readPath(item, text('where', key))
    return wanted.length === 0 ? isTrue(value) : isEqual(value, wanted[0])
  })
}
