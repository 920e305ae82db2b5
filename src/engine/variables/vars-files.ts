import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { InputError, type Source } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { Play } from '../../playbook/steps.ts'
import type { VarsSource } from '../../yaml/load.ts'
import type { PlayContext, RunContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import { factsReaderOf, withFacts } from './facts.ts'
import { presenceOf } from './presence.ts'
import { playScope } from './variable-precedence.ts'

/**
 * Reads `vars_files` for a host. A file's name may use the variables of earlier files. Of an inner list, the first
 * file that exists is read. Yields all variables so far after each file, since a fact in a file's name may need
 * connection settings from earlier files.
 */
export async function* readVarsFiles(
  context: PlayContext,
  host: HostState,
): AsyncGenerator<readonly VarsSource[]> {
  const { run, play } = context
  const factsReader = factsReaderOf(context, play.keywords, host)
  let scope = playScope(run, play, host)
  const files: VarsSource[] = []
  for (const source of play.varsFiles) {
    const paths = await withFacts(factsReader, () => pathsOf(play, source, scope))
    const vars = readFirst(run, paths, source)
    scope = withFile(scope, vars)
    files.push(vars)
    yield [...files]
  }
}

/** Returns the absolute paths that an entry of `vars_files` names. The first one that exists is used. */
export function pathsOf(play: Play, source: Source, scope: Scope): string[] {
  const rendered = scope.render(source)
  return (Array.isArray(rendered) ? rendered : [rendered]).map(file =>
    isAbsolute(String(file)) ? String(file) : join(dirname(play.place.file), String(file)),
  )
}

/** Returns a scope with the variables of a file, for the names of later entries of `vars_files`. */
export function withFile(scope: Scope, vars: VarsSource): Scope {
  const added = [...vars].filter(([name]) => presenceOf(scope, name) === 'no')
  return scope.extend(new Map(added.map(([name, source]) => [name, { source }])))
}

/** Reads the first file that exists. Throws InputError if none does, or it is invalid. */
export function readFirst(run: RunContext, files: readonly string[], source: Source): VarsSource {
  const file = files.find(each => existsSync(each)) ?? files.at(-1)
  if (file === undefined) return new Map()
  try {
    return run.loadVars(file)
  } catch (error) {
    if (!(error instanceof InputError) || error.place) throw error
    throw new InputError(error.message, { place: source.place, hint: error.hint, cause: error })
  }
}
