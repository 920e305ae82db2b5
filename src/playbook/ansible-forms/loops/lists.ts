import { parseFlag } from '../../../base/flag.ts'
import { InputError } from '../../../errors.ts'
import { isList, isMap } from '../../../values/plain.ts'
import { known } from '../../../values/unknown.ts'
import { flattenOnce, listify, mapsOf, type Terms, termsOf, wrongTerm } from './terms.ts'

/** `with_items`: the terms, with those that are lists replaced by their items. */
export function items(terms: Terms): unknown[] {
  return flattenOnce(termsOf(terms))
}

/** `with_list`: the terms as they are. Throws InputError for anything but a list. */
export function list(terms: Terms): readonly unknown[] {
  const found = known<unknown>(terms.value)
  if (!isList(found)) throw wrongTerm(terms, 'a list', found)
  return found
}

/** `with_flattened`: the terms without any lists in them. */
export function flattened(terms: Terms): unknown[] {
  const flat = (value: unknown): unknown[] => {
    const found = known<unknown>(value)
    return isList(found) ? found.flatMap(flat) : [found]
  }
  return termsOf(terms).flatMap(flat)
}

/** `with_dict`: a `key` and a `value` for each entry of a map, or of several. */
export function dict(terms: Terms): unknown[] {
  return mapsOf(terms).flatMap(term => {
    const found = known<unknown>(term)
    if (!isMap(found)) throw wrongTerm(terms, 'a map', found)
    return Object.entries(found).map(([key, value]) => ({ key, value }))
  })
}

/** `with_indexed_items`: pairs of a number from 0 on and an item of `with_items`. */
export function indexedItems(terms: Terms): unknown[] {
  return items(terms).map((item, index) => [index, item])
}

/** `with_together`: the first of each list, then the second of each, with null for those that are shorter. */
export function together(terms: Terms): unknown[] {
  const lists = listsOf(terms)
  const length = Math.max(...lists.map(each => each.length))
  return Array.from({ length }, (_, at) =>
    flattenOnce(lists.map(each => (at < each.length ? each[at] : null))),
  )
}

/** `with_nested`: every combination of an item of each list; lists in it are replaced by their items. */
export function nested(terms: Terms): unknown[] {
  const [first = [], ...others] = listsOf(terms)
  const combined = others.reduce<readonly unknown[]>(
    (left, right) => left.flatMap(one => right.map(other => flattenOnce([one, other]))),
    first,
  )
  return combined.map(each => {
    if (!isList(each)) throw wrongTerm(terms, 'more than one list', terms.value)
    return flattenOnce(each)
  })
}

/** `with_cartesian`: the same with lists replaced once only. */
export function cartesian(terms: Terms): unknown[] {
  const combined = listsOf(terms).reduce<readonly (readonly unknown[])[]>(
    (left, right) => left.flatMap(one => right.map(other => [...one, other])),
    [[]],
  )
  return combined.map(each => flattenOnce(each))
}

function listsOf(terms: Terms): (readonly unknown[])[] {
  const lists = termsOf(terms).map(listify)
  if (lists.length > 0) return lists
  const of = terms.form === 'with_together' ? 'each list' : 'the nested list'
  throw new InputError(`\`${terms.form}\` takes at least one list, got none`, {
    place: terms.place,
    ansibleMessage: `${terms.form} requires at least one element in ${of}`,
  })
}

/**
 * `with_subelements`: pairs of a map and an item of the list that it has under a key, which the map is then without. Maps that
 * are results of skipped tasks are left out.
 */
export function subelements(terms: Terms): unknown[] {
  const [of, key, flags = {}, ...others] = termsOf(terms).map(term => known<unknown>(term))
  if (typeof key !== 'string' || others.length > 0 || !isMap(flags))
    throw subelementsFault(terms, 'expects a list of two or three items')
  if (isMap(of) && isSkipped(of)) return []
  const maps = isMap(of) ? Object.values(of) : listify(of)
  const isLenient = isTrue(flags.skip_missing)
  return maps.flatMap(each => {
    const map = known<unknown>(each)
    if (!isMap(map)) throw subelementsFault(terms, `expects a dictionary, got '${String(map)}'`)
    if (isSkipped(map)) return []
    const { left, taken } = takeOut(terms, map, key.split('.'), isLenient)
    return taken.map(item => [left, item])
  })
}

function takeOut(
  terms: Terms,
  map: Readonly<Record<string, unknown>>,
  [key = '', ...path]: readonly string[],
  isLenient: boolean,
): { left: Readonly<Record<string, unknown>>; taken: readonly unknown[] } {
  const value = Object.hasOwn(map, key) ? known<unknown>(map[key]) : undefined
  if (path.length === 0 && isList(value)) {
    const { [key]: _, ...left } = map
    return { left, taken: value }
  }
  if (path.length > 0 && isMap(value)) {
    const inner = takeOut(terms, value, path, isLenient)
    return { left: { ...map, [key]: inner.left }, taken: inner.taken }
  }
  if (isLenient && (value === undefined || path.length > 0)) return { left: map, taken: [] }
  if (value === undefined)
    throw new InputError(`an item of \`${terms.form}\` has no key \`${key}\``, {
      place: terms.place,
      hint: 'a third item, `{skip_missing: true}`, passes over such',
      ansibleMessage: `could not find '${key}' key in iterated item`,
    })
  const { message } = wrongTerm(terms, `${path.length > 0 ? 'a map' : 'a list'} under \`${key}\``, value)
  throw new InputError(message, {
    place: terms.place,
    ansibleMessage: `the key ${key} should point to a ${path.length > 0 ? 'dictionary' : 'list'}, got`,
  })
}

function subelementsFault(terms: Terms, said: string): InputError {
  const { message } = wrongTerm(terms, 'a list of maps, a key and `{skip_missing: true}`', terms.value)
  return new InputError(message, {
    place: terms.place,
    ansibleMessage: `subelements lookup ${said}`,
  })
}

function isSkipped(map: Readonly<Record<string, unknown>>): boolean {
  const { skipped = false } = map
  return skipped !== false
}

function isTrue(value: unknown): boolean {
  return parseFlag(value) === true || value === '1' || value === 1
}
