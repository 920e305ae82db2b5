import { parseFlag } from '../../../base/flag.ts'
import { InputError } from '../../../errors.ts'
import { isList, isMap } from '../../../values/plain.ts'
import { known } from '../../../values/unknown.ts'
import { flattenOnce, listify, mapsOf, type Terms, termsOf, wrongTerm } from './terms.ts'

/** Implements `with_items`: returns the terms, with each list replaced by its items. */
export function items(terms: Terms): unknown[] {
  return flattenOnce(termsOf(terms))
}

/** Implements `with_list`: returns the terms as they are. Throws InputError if the value is not a list. */
export function list(terms: Terms): readonly unknown[] {
  const found = known<unknown>(terms.value)
  if (!isList(found)) throw wrongTerm(terms, 'a list', found)
  return found
}

/** Implements `with_flattened`: returns the terms with all nested lists replaced by their items. */
export function flattened(terms: Terms): unknown[] {
  const flat = (value: unknown): unknown[] => {
    const found = known<unknown>(value)
    return isList(found) ? found.flatMap(flat) : [found]
  }
  return termsOf(terms).flatMap(flat)
}

/** Implements `with_dict`: returns a `key` and a `value` for each entry of one or several maps. */
export function dict(terms: Terms): unknown[] {
  return mapsOf(terms).flatMap(term => {
    const found = known<unknown>(term)
    if (!isMap(found)) throw wrongTerm(terms, 'a map', found)
    return Object.entries(found).map(([key, value]) => ({ key, value }))
  })
}

/** Implements `with_indexed_items`: returns pairs of an index, from 0, and an item of `with_items`. */
export function indexedItems(terms: Terms): unknown[] {
  return items(terms).map((item, index) => [index, item])
}

/**
 * Implements `with_together`: returns the first items of all lists, then the second items, and so on. Shorter lists
 * are filled with null.
 */
export function together(terms: Terms): unknown[] {
  const lists = listsOf(terms)
  const length = Math.max(...lists.map(each => each.length))
  return Array.from({ length }, (_, at) =>
    flattenOnce(lists.map(each => (at < each.length ? each[at] : null))),
  )
}

/**
 * Implements `with_nested`: returns every combination of one item of each list. Nested lists are replaced by their
 * items.
 */
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

/**
 * Implements `with_cartesian`: returns every combination of one item of each list. Nested lists are replaced by
 * their items one level deep.
 */
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
 * Implements `with_subelements`: returns pairs of a map (without the list under the key) and one item of that list.
 * Maps that are results of skipped tasks are left out.
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
