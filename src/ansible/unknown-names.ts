import type { UnknownName } from './jinja/compile-call.ts'
import { type JinjaPlace, type Origin, placeOf } from './jinja/error.ts'
import type { FreeNames } from './jinja/names.ts'
import { findLookup } from './plugins/lookups.ts'
import { LOOKUP_CALLS } from './plugins/tables.ts'

/** A filter, test or lookup that there is none of. */
export interface UnknownJinjaName {
  readonly kind: 'filter' | 'test' | 'lookup'
  readonly name: string
  readonly place: JinjaPlace
}

/** Those that a template names: what the compiler did not find, and lookups that are named by a constant. */
export function unknownNames(
  found: readonly UnknownName[],
  { calls }: FreeNames,
  origin: Origin,
): UnknownJinjaName[] {
  const lookups = calls.flatMap(({ name, first, at }): UnknownName[] =>
    LOOKUP_CALLS.includes(name) && first !== undefined && !findLookup(first)
      ? [{ kind: 'lookup', name: first, at }]
      : [],
  )
  return [...found, ...lookups].map(({ kind, name, at }) => ({ kind, name, place: placeOf(at, origin) }))
}
