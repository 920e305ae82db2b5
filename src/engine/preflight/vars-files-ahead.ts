import { dirname } from 'node:path'
import { InputError, type Source } from '../../errors.ts'
import type { Entry, Scope } from '../../evaluation/scope.ts'
import type { Play } from '../../playbook/steps.ts'
import type { VarsSource } from '../../yaml/load.ts'
import type { RunContext } from '../state/context.ts'
import { playScope } from '../variables/variable-precedence.ts'
import { pathsOf, readFirst, withFile } from '../variables/vars-files.ts'
import { candidatesFor } from './candidates.ts'
import {
  type Course,
  least,
  noting,
  openInPlay,
  PERHAPS,
  type PredictedHost,
  reachOf,
  setAhead,
} from './course.ts'
import type { Way } from './path.ts'
import { mayFindWritten } from './written-files.ts'

/**
 * Returns the `vars_files` that a host certainly reads. Variables that other files may set are unknown until `undo`
 * is called.
 */
export async function varsFilesAhead(
  { course, context }: Way,
  predicted: PredictedHost,
): Promise<{ files: readonly VarsSource[]; undo: () => void }> {
  const { run, play } = context
  const { host, ahead } = predicted
  const files: VarsSource[] = []
  const before = { names: new Set(ahead.names), variables: new Map(host.variables) }
  const lent = new Map<string, Entry | undefined>()
  let scope = playScope(run, play, host)
  for (const source of play.varsFiles) {
    const vars = await varsFileAhead(course, predicted, { play, source, scope })
    if (vars && 'names' in vars) {
      for (const name of vars.names) {
        setAhead(context, predicted, name, PERHAPS)
        lent.set(name, host.variables.get(name))
      }
    } else if (vars) {
      scope = withFile(scope, vars)
      files.push(vars)
    }
  }
  const undo = (): void => {
    ahead.isOpenInPlay = false
    for (const [name, entry] of lent) {
      if (!before.names.has(name)) ahead.names.delete(name)
      if (host.variables.get(name) !== entry) continue
      const old = before.variables.get(name)
      if (old) host.variables.set(name, old)
      else host.variables.delete(name)
    }
    host.epoch.count += 1
  }
  return { files, undo }
}

/** Reads one entry of `vars_files`: returns its variables, or the names of variables that it may set. */
async function varsFileAhead(
  course: Course,
  predicted: PredictedHost,
  { play, source, scope }: { play: Play; source: Source; scope: Scope },
): Promise<VarsSource | { readonly names: ReadonlySet<string> } | undefined> {
  const reach = reachOf(predicted)
  const { isSound, value: paths } = await noting(course, reach, () => pathsOf(play, source, scope))
  if (!isSound) return undefined
  if (paths) {
    const isMade = mayFindWritten(course.written, paths)
    const read = await noting(course, isMade ? least(reach, PERHAPS) : reach, () =>
      readFirst(course.run, paths, source),
    )
    if (isMade) openInPlay(predicted)
    return read.value
  }
  const items = source.kind === 'list' ? source.items : [source]
  const candidates = items.map(item => candidatesFor(item, dirname(play.place.file)))
  if (candidates.includes(undefined)) {
    openInPlay(predicted)
    return undefined
  }
  const names = candidates.flat().flatMap(file => namesGivenBy(course.run, file ?? ''))
  return { names: new Set(names) }
}

function namesGivenBy(run: RunContext, file: string): string[] {
  try {
    return [...run.loadVars(file).keys()]
  } catch (error) {
    if (error instanceof InputError) return []
    throw error
  }
}
