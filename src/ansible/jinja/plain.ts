import { isLazy } from '../../values/lazy.ts'
import { OMIT } from '../../values/omit.ts'
import { toText } from './text.ts'
import { Callable, Float, isDict, Namespace, TimeSpan, Tuple, used } from './values.ts'

/** A value as plain data for the rest of Drover: tuples are lists, floats numbers; what does not exist throws. */
export function toPlain(given: unknown): unknown {
  const value = used(given)
  if (value instanceof Float) return value.value
  if (value instanceof Namespace) return toPlain(Object.fromEntries(value.attributes))
  if (value instanceof Callable || value instanceof Date || value instanceof TimeSpan) return toText(value)
  if (Array.isArray(value)) {
    const items = value.filter(item => item !== OMIT).map(toPlain)
    const isSame =
      !(value instanceof Tuple) &&
      items.length === value.length &&
      items.every((item, at) => item === value[at])
    return isSame ? value : items
  }
  if (value === OMIT || !isDict(value) || isLazy(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => (part === OMIT ? [] : [[key, toPlain(part)]])),
  )
}
