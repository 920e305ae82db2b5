import type { UnknownName } from './jinja/compile-call.ts'
import { type JinjaPlace, type Origin, placeOf } from './jinja/error.ts'
import type { FreeNames } from './jinja/names.ts'
import { findLookup } from './plugins/lookups.ts'
import { LOOKUP_CALLS } from './plugins/tables.ts'

/** A filter, test or lookup that does not exist. */
export interface UnknownJinjaName {
  readonly kind: 'filter' | 'test' | 'lookup'
  readonly name: string
  readonly place: JinjaPlace
  /** What to use instead, if Drover deliberately does not support it. */
  readonly hint: string | undefined
}

/**
 * Lists the unknown names in a template: filters and tests that the compiler did not find, and lookups that are
 * called by a constant name.
 */
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
  return [...found, ...lookups].map(({ kind, name, at }) => ({
    kind,
    name,
    place: placeOf(at, origin),
    hint: LEFT_OUT.get(name.replace(/^.*\./, '')),
  }))
}

/**
 * Filters and lookups that Drover deliberately does not support, by their short name, and what to use instead.
 */
const LEFT_OUT: ReadonlyMap<string, string> = new Map([
  ['jc', 'run `jc` in a task, and read its output with `from_json`'],
  ['hashids_encode', 'run a program that makes hashids in a task'],
  ['hashids_decode', 'run a program that reads hashids in a task'],
  ...['passwordstore', 'onepassword', 'bitwarden', 'credstash', 'lastpass', 'hashi_vault', 'aws_secret'].map(
    name =>
      [
        name,
        "run its program with `lookup('pipe', …)`, or keep the password as an encrypted variable",
      ] as const,
  ),
])
