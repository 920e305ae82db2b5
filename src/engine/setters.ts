import { existsSync } from 'node:fs'
import type { IncludeStep, Play, Step, TaskStep } from '../config/steps.ts'
import { isConstant } from './constant.ts'
import type { RunContext } from './context.ts'
import { handDown, pathOf } from './inclusions.ts'

/** The tasks of plays that register or set a variable, by its name, in their order; those of files that are named by a template aside. */
export function settersOf(run: RunContext, plays: readonly Play[]): ReadonlyMap<string, readonly TaskStep[]> {
  const setters = new Map<string, TaskStep[]>()
  const seen = new Set<string>()
  const note = (name: string, step: TaskStep): void => {
    setters.set(name, [...(setters.get(name) ?? []), step])
  }
  const visit = (play: Play, step: Step): void => {
    if (step.kind === 'block')
      for (const inner of [...step.block, ...step.rescue, ...step.always]) visit(play, inner)
    if (step.kind === 'include') for (const inner of includedSteps(run, play, step, seen)) visit(play, inner)
    if (step.kind !== 'task') return
    if (step.register) note(step.register, step)
    for (const name of factsSetBy(step)) note(name, step)
  }
  for (const play of plays) {
    for (const step of [...play.preTasks, ...play.tasks, ...play.postTasks, ...play.handlers])
      visit(play, step)
  }
  return setters
}

/** The names of the variables that a `set_fact` sets, as written. */
export function factsSetBy({ type, params }: TaskStep): string[] {
  if (type !== 'set_fact' || params.kind !== 'map') return []
  return [...params.entries.keys()].filter(name => name !== 'cacheable')
}

/** The file of an `include_tasks` that is named without a template. */
export function staticFile(step: IncludeStep): string | undefined {
  const { file } = step
  return file.kind === 'scalar' && isConstant(file) ? pathOf(step, String(file.value)) : undefined
}

/** The steps of such a file; what is wrong with it is told elsewhere. */
function includedSteps(
  run: RunContext,
  { vars }: Play,
  step: IncludeStep,
  seen: Set<string>,
): readonly Step[] {
  const file = staticFile(step)
  if (file === undefined || seen.has(file) || !existsSync(file)) return []
  seen.add(file)
  try {
    return run.loadTasks(file, handDown(step), vars)
  } catch {
    return []
  }
}
