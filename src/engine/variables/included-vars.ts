import { InputError, type MapSource, type Source } from '../../errors.ts'
import type { Entry, Scope } from '../../evaluation/scope.ts'
import { combine } from '../../functions/combine.ts'
import { isMap } from '../../values/plain.ts'
import { findUnknown, UnknownValueError } from '../../values/unknown.ts'
import type { VarsSource } from '../../yaml/load.ts'
import type { PlayContext, RunContext } from '../state/context.ts'
import type { Included, Result } from '../state/result.ts'

/** A variable in a file. */
interface Written {
  readonly source: Source
}

/** Returns the variables of the files that a task included; none if the task failed. */
export function includedBy(
  { run }: PlayContext,
  { status, includes = [] }: Result,
): ReadonlyMap<string, Entry> {
  return status === 'failed' ? new Map() : readIncluded(run, includes)
}

/**
 * Returns the variables of included files; later files take precedence. With a `name`, they become one map under that
 * name. Throws InputError.
 */
export function readIncluded({ loadVars }: RunContext, all: readonly Included[]): ReadonlyMap<string, Entry> {
  return new Map(
    all.flatMap<[string, Entry]>(included => [...(included.merged ?? readFiles(loadVars, included))]),
  )
}

function readFiles(
  loadVars: RunContext['loadVars'],
  { files, name }: Included,
): ReadonlyMap<string, Written> {
  const read = new Map(files.flatMap(file => [...loadVars(file)]))
  if (name !== undefined) return new Map([[name, { source: asMap(read, files[0] ?? '') }]])
  return new Map([...read].map(([each, source]) => [each, { source }]))
}

/**
 * For included files with `merges`, merges their variables into those of the scope, as `merge_hash` of ansible-core
 * does, and adds the result as `merged`. A key in a file replaces the same key in the scope, and a list replaces a
 * list. Throws InputError if one of the two values of a variable is not a map, or UnknownValueError.
 */
export function mergeIncluded({ loadVars }: RunContext, all: readonly Included[], scope: Scope): Included[] {
  return all.map(included => {
    if (!included.merges) return included
    const read = [...readFiles(loadVars, included)]
    return {
      ...included,
      merged: new Map(read.map(([name, { source }]) => [name, merge(name, source, scope)])),
    }
  })
}

function merge(name: string, added: Source, scope: Scope): Entry {
  const old = scope.entry(name)
  if (added.kind !== 'map') throw notMaps(name, added)
  if (old && 'source' in old) {
    if (old.source.kind !== 'map') throw notMaps(name, added)
    return { source: mergeMaps(old.source, added) }
  }
  const unknown = findUnknown(old?.value)
  if (unknown) throw new UnknownValueError(unknown)
  if (!isMap(old?.value)) throw notMaps(name, added)
  return { value: combine([old.value, scope.render(added)], true, 'replace') }
}

function notMaps(name: string, { place }: Source): InputError {
  const message = `\`hash_behaviour: merge\` needs two maps, but \`${name}\` of the host or of the file is not a map`
  return new InputError(message, { place })
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
