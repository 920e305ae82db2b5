import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import type { IncludeStep, Play, Step, TaskStep } from '../config/steps.ts'
import type { Entry } from '../values/scope.ts'
import { Unknown } from '../values/unknown.ts'
import type { RunContext } from './context.ts'
import { handDown } from './inclusions.ts'

/** The names that some task of these plays registers or sets: unknown until it has run. */
export function dynamicNames(run: RunContext, plays: readonly Play[]): ReadonlyMap<string, Entry> {
  const names = namesSetIn(run, plays.flatMap(allSteps))
  return unknownEntries(
    ['ansible_failed_task', 'ansible_failed_result', ...names],
    'a task that has not run yet',
  )
}

/** The names that some task among these steps registers or sets, those of included files among them as far as they are known. */
export function namesSetIn(run: RunContext, steps: readonly Step[]): ReadonlySet<string> {
  const names = new Set<string>()
  const seen = new Set<string>()
  const visit = (step: Step): void => {
    if (step.kind === 'block')
      for (const inner of [...step.block, ...step.rescue, ...step.always]) visit(inner)
    if (step.kind === 'include') for (const inner of includedSteps(run, step, seen)) visit(inner)
    if (step.kind !== 'task') return
    if (step.register) names.add(step.register)
    for (const name of factsSetBy(step)) names.add(name)
  }
  for (const step of steps) visit(step)
  return names
}

/** The names of the variables that a `set_fact` sets. */
export function factsSetBy({ type, params }: TaskStep): string[] {
  if (type !== 'set_fact' || params.kind !== 'map') return []
  return [...params.entries.keys()].filter(name => name !== 'cacheable')
}

/** All steps of a play, handlers last. */
export function allSteps(play: Play): Step[] {
  return [...play.preTasks, ...play.tasks, ...play.postTasks, ...play.handlers]
}

/** The steps of a file that is named without a template; what is wrong with it is told elsewhere. */
function includedSteps(run: RunContext, step: IncludeStep, seen: Set<string>): readonly Step[] {
  const file = staticFile(step)
  if (file === undefined || seen.has(file) || !existsSync(file)) return []
  seen.add(file)
  try {
    return run.loadTasks(file, handDown(step))
  } catch {
    return []
  }
}

/** The file of an `include_tasks` that is named without a template. */
export function staticFile(step: IncludeStep): string | undefined {
  if (step.file.kind !== 'scalar' || typeof step.file.value !== 'string' || step.file.value.includes('{{'))
    return undefined
  return isAbsolute(step.file.value) ? step.file.value : join(dirname(step.place.file), step.file.value)
}

/** Variables that have no value yet. */
export function unknownEntries(names: Iterable<string>, reason: string): Map<string, Entry> {
  return new Map([...names].map(name => [name, { value: new Unknown(reason) }]))
}
