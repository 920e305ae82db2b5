import type { Place, Source } from '../errors.ts'
import type { Literal } from './python-literal.ts'

/** A plain value as if it was written at a place. */
export function sourceAt(value: Literal, place: Place): Source {
  if (Array.isArray(value)) return { kind: 'list', items: value.map(item => sourceAt(item, place)), place }
  if (value instanceof Map) {
    const entries = [...value].map(
      ([key, each]) => [key, { keyPlace: place, value: sourceAt(each, place) }] as const,
    )
    return { kind: 'map', entries: new Map(entries), place }
  }
  return { kind: 'scalar', value: value as string | number | boolean | null, place }
}
