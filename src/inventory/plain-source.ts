import type { Place, ScalarSource, Source } from '../errors.ts'

/** A plain value as if it was written at a place where nothing is rendered. */
export function literalAt(value: unknown, place: Place): Source {
  if (typeof value === 'string') return { kind: 'scalar', value, tag: '!unsafe', place }
  if (Array.isArray(value)) return { kind: 'list', items: value.map(item => literalAt(item, place)), place }
  if (typeof value !== 'object' || value === null) return sourceAt(value, place)
  const entries = Object.entries(value).map(
    ([key, each]) => [key, { keyPlace: place, value: literalAt(each, place) }] as const,
  )
  return { kind: 'map', entries: new Map(entries), place }
}

/** A plain value as if it was written at a place; `special` gives the scalar that a map stands for, if it stands for one. */
export function sourceAt(
  value: unknown,
  place: Place,
  special: (map: object) => ScalarSource | undefined = () => undefined,
): Source {
  if (Array.isArray(value))
    return { kind: 'list', items: value.map(item => sourceAt(item, place, special)), place }
  if (typeof value !== 'object' || value === null)
    return { kind: 'scalar', value: value as string | number | boolean | null, place }
  const found = special(value)
  if (found) return found
  const entries = Object.entries(value).map(
    ([key, each]) => [key, { keyPlace: place, value: sourceAt(each, place, special) }] as const,
  )
  return { kind: 'map', entries: new Map(entries), place }
}
