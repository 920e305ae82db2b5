import type { Source } from '../../errors.ts'
import type { Entry } from '../../evaluation/scope.ts'
import type { VarsSource } from '../../yaml/load.ts'
import type { PlayContext, RunContext } from '../state/context.ts'
import type { Result } from '../state/result.ts'

/** The variables of the files that a task included; of one that failed there are none. */
export function includedBy(
  { run }: PlayContext,
  { status, includes = [] }: Result,
): ReadonlyMap<string, Entry> {
  return status === 'failed' ? new Map() : readIncluded(run, includes)
}

/** The variables of included files, later files before earlier ones; those with a name are one map. Throws InputError. */
export function readIncluded(
  { loadVars }: RunContext,
  all: NonNullable<Result['includes']>,
): ReadonlyMap<string, Entry> {
  const vars = new Map<string, Entry>()
  for (const { files, name } of all) {
    const read = new Map(files.flatMap(file => [...loadVars(file)]))
    if (name === undefined) for (const [each, source] of read) vars.set(each, { source })
    else vars.set(name, { source: asMap(read, files[0] ?? '') })
  }
  return vars
}

function asMap(vars: VarsSource, file: string): Source {
  const entries = [...vars].map(([name, value]) => [name, { keyPlace: value.place, value }] as const)
  return { kind: 'map', entries: new Map(entries), place: { file, line: 1, column: 1 } }
}
