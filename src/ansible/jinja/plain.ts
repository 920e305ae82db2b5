import { Float } from '../../base/float.ts'
import { isLazy } from '../../values/lazy.ts'
import { OMIT } from '../../values/omit.ts'
import { toText } from './text.ts'
import { Callable, type Dict, isDict, Namespace, TimeSpan, Tuple, used } from './values.ts'

/**
 * Converts a value to plain data for the rest of Drover: tuples become lists. Throws UndefinedError for values
 * that do not exist.
 */
export function toPlain(given: unknown): unknown {
  if (typeof given !== 'object' || given === null) return given
  const value = used(given)
  if (value instanceof Float) return value
  if (value instanceof Namespace) return toPlain(Object.fromEntries(value.attributes))
  if (value instanceof Callable || value instanceof Date || value instanceof TimeSpan) return toText(value)
  if (Array.isArray(value)) return plainList(value)
  return value === OMIT || !isDict(value) || isLazy(value) ? value : plainDict(value)
}

function plainList(list: readonly unknown[]): readonly unknown[] {
  const items = list.filter(item => item !== OMIT).map(toPlain)
  const isSame =
    !(list instanceof Tuple) && items.length === list.length && items.every((item, at) => item === list[at])
  return isSame ? list : items
}

/**
 * Most dicts are plain already. These are returned without a copy, because a filter in a loop converts its
 * value in each iteration.
 */
function plainDict(dict: Dict): Dict {
  for (const key of Object.keys(dict)) {
    const part = dict[key]
    if (part !== OMIT && toPlain(part) === part) continue
    return Object.fromEntries(
      Object.entries(dict).flatMap(([each, value]) => (value === OMIT ? [] : [[each, toPlain(value)]])),
    )
  }
  return dict
}
