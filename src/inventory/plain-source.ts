import { Float } from '../base/float.ts'
import type { Place, ScalarSource, Source } from '../errors.ts'
import type { Dialect } from '../yaml/reading.ts'

/** Converts a plain value to a source at a place. Its strings are never rendered. */
export function literalAt(value: unknown, place: Place): Source {
  if (typeof value === 'string') return { kind: 'scalar', value, tag: '!unsafe', place }
  if (Array.isArray(value)) return { kind: 'list', items: value.map(item => literalAt(item, place)), place }
  if (!isCollection(value)) return sourceAt(value, place)
  const entries = Object.entries(value).map(
    ([key, each]) => [key, { keyPlace: place, value: literalAt(each, place) }] as const,
  )
  return { kind: 'map', entries: new Map(entries), place }
}

/** Options for converting a plain value to a source. */
interface Writing {
  /** The language of its strings. */
  readonly dialect?: Dialect | undefined
  /** Returns the scalar that a map stands for; undefined for an ordinary map. */
  readonly special?: (map: object) => ScalarSource | undefined
}

/** Converts a plain value to a source at a place. */
export function sourceAt(value: unknown, place: Place, writing: Writing = {}): Source {
  if (Array.isArray(value))
    return { kind: 'list', items: value.map(item => sourceAt(item, place, writing)), place }
  if (!isCollection(value)) {
    const isJinja = writing.dialect === 'ansible' && typeof value === 'string'
    const scalar = { kind: 'scalar', value: value as ScalarSource['value'], place } as const
    return isJinja ? { ...scalar, dialect: 'ansible' } : scalar
  }
  const found = writing.special?.(value)
  if (found) return found
  const entries = Object.entries(value).map(
    ([key, each]) => [key, { keyPlace: place, value: sourceAt(each, place, writing) }] as const,
  )
  return { kind: 'map', entries: new Map(entries), place }
}

/** Whether a plain value is a list or a map. */
function isCollection(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Float)
}
