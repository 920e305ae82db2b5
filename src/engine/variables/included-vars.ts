import { InputError, type MapSource, type Source } from '../../errors.ts'
import type { Entry, Scope } from '../../evaluation/scope.ts'
import { combine } from '../../functions/combine.ts'
import { findUnknown, UnknownValueError } from '../../values/unknown.ts'
import type { VarsSource } from '../../yaml/load.ts'
import type { PlayContext, RunContext } from '../state/context.ts'
import type { Included, Result } from '../state/result.ts'

/** The variables of the files that a task included; of one that failed there are none. */
export function includedBy(
  { run }: PlayContext,
  { status, includes = [] }: Result,
): ReadonlyMap<string, Entry> {
  return status === 'failed' ? new Map() : readIncluded(run, includes)
}

/** The variables of included files, later files before earlier ones; those with a name are one map. Throws InputError. */
export function readIncluded({ loadVars }: RunContext, all: readonly Included[]): ReadonlyMap<string, Entry> {
  const vars = new Map<string, Entry>()
  for (const { files, name, merged } of all) {
    const read = new Map(files.flatMap(file => [...loadVars(file)]))
    if (merged) for (const [each, entry] of merged) vars.set(each, entry)
    else if (name === undefined) for (const [each, source] of read) vars.set(each, { source })
    else vars.set(name, { source: asMap(read, files[0] ?? '') })
  }
  return vars
}

/**
 * Merges the variables of those files of which that is asked into the variables of a scope, as `merge_hash` of ansible-core does: keys of
 * the files go first, and lists are replaced. Throws InputError if one of both is not a map, or UnknownValueError.
 */
export function mergeIncluded(run: RunContext, all: readonly Included[], scope: Scope): Included[] {
  return all.map(included => {
    if (!included.merges) return included
    const read = [...readIncluded(run, [included])]
    return { ...included, merged: new Map(read.map(([name, entry]) => [name, merge(name, entry, scope)])) }
  })
}

function merge(name: string, added: Entry, scope: Scope): Entry {
  const old = scope.entry(name)
  if (!('source' in added) || added.source.kind !== 'map') throw notMaps(name, added)
  if (old && 'source' in old) {
    if (old.source.kind !== 'map') throw notMaps(name, added)
    return { source: mergeMaps(old.source, added.source) }
  }
  const unknown = findUnknown(old?.value)
  if (unknown) throw new UnknownValueError(unknown)
  if (!isMap(old?.value)) throw notMaps(name, added)
  return { value: combine([old.value, scope.render(added.source)], true, 'replace') }
}

function notMaps(name: string, added: Entry): InputError {
  return new InputError(
    `\`hash_behaviour: merge\` needs two maps, but \`${name}\` of the host or of the file is not a map`,
    {
      place: 'source' in added ? added.source.place : undefined,
    },
  )
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function mergeMaps(before: MapSource, added: MapSource): MapSource {
  const entries = new Map(before.entries)
  for (const [key, entry] of added.entries) {
    const old = entries.get(key)?.value
    const value =
      old?.kind === 'map' && entry.value.kind === 'map' ? mergeMaps(old, entry.value) : entry.value
    entries.set(key, { ...entry, value })
  }
  return { ...added, entries }
}

function asMap(vars: VarsSource, file: string): Source {
  const entries = [...vars].map(([name, value]) => [name, { keyPlace: value.place, value }] as const)
  return { kind: 'map', entries: new Map(entries), place: { file, line: 1, column: 1 } }
}
