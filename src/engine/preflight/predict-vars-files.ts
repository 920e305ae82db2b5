import { dirname } from 'node:path'
import { InputError, type Source } from '../../errors.ts'
import type { Entry, Scope } from '../../evaluation/scope.ts'
import type { Play } from '../../playbook/steps.ts'
import type { VarsSource } from '../../yaml/load.ts'
import type { RunContext } from '../state/context.ts'
import { playScope } from '../variables/variable-precedence.ts'
import { pathsOf, readFirst, withFile } from '../variables/vars-files.ts'
import { candidatesFor } from './candidates.ts'
import type { PlayCheck } from './play-check.ts'
import {
  allowAnyVariableInPlay,
  least,
  PERHAPS,
  type PredictedHost,
  reachOf,
  type Simulation,
  setPredicted,
  tryEvaluate,
} from './simulation.ts'
import { mayFindWritten } from './written-files.ts'

/**
 * Returns the `vars_files` that a host certainly reads. Variables that other files may set are unknown until `undo`
 * is called.
 */
export async function predictVarsFiles(
  { simulation, context }: PlayCheck,
  predicted: PredictedHost,
): Promise<{ files: readonly VarsSource[]; undo: () => void }> {
  const { run, play } = context
  const { host, uncertain } = predicted
  const files: VarsSource[] = []
  const before = { names: new Set(uncertain.names), variables: new Map(host.variables) }
  const uncertainNames = new Map<string, Entry | undefined>()
  let scope = playScope(run, play, host)
  for (const source of play.varsFiles) {
    const vars = await predictVarsFile(simulation, predicted, { play, source, scope })
    if (vars && 'names' in vars) {
      for (const name of vars.names) {
        setPredicted(context, predicted, name, PERHAPS)
        uncertainNames.set(name, host.variables.get(name))
      }
    } else if (vars) {
      scope = withFile(scope, vars)
      files.push(vars)
    }
  }
  const undo = (): void => {
    uncertain.mayHaveAnyInPlay = false
    for (const [name, entry] of uncertainNames) {
      if (!before.names.has(name)) uncertain.names.delete(name)
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
async function predictVarsFile(
  simulation: Simulation,
  predicted: PredictedHost,
  { play, source, scope }: { play: Play; source: Source; scope: Scope },
): Promise<VarsSource | { readonly names: ReadonlySet<string> } | undefined> {
  const reach = reachOf(predicted)
  const { isValid, value: paths } = await tryEvaluate(simulation, reach, () => pathsOf(play, source, scope))
  if (!isValid) return undefined
  if (paths) {
    const mayBeFromTask = mayFindWritten(simulation.written, paths)
    const read = await tryEvaluate(simulation, mayBeFromTask ? least(reach, PERHAPS) : reach, () =>
      readFirst(simulation.run, paths, source),
    )
    if (mayBeFromTask) allowAnyVariableInPlay(predicted)
    return read.value
  }
  const items = source.kind === 'list' ? source.items : [source]
  const candidates = items.map(item => candidatesFor(item, dirname(play.place.file)))
  if (candidates.includes(undefined)) {
    allowAnyVariableInPlay(predicted)
    return undefined
  }
  const names = candidates.flat().flatMap(file => namesSetBy(simulation.run, file ?? ''))
  return { names: new Set(names) }
}

function namesSetBy(run: RunContext, file: string): string[] {
  try {
    return [...run.loadVars(file).keys()]
  } catch (error) {
    if (error instanceof InputError) return []
    throw error
  }
}
