import type { Place, ScalarSource, Source } from '../errors.ts'

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
