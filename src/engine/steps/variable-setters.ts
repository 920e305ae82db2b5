import { isPrivate } from '../../playbook/roles/privacy.ts'
import type { IncludeStep, Play, Step, TaskStep } from '../../playbook/steps.ts'
import type { RunContext } from '../state/context.ts'
import { keyOf, loadIncluded, staticallyIncluded } from './included.ts'
import { asTask, typeOfInclude } from './step-as-task.ts'
import { partsOf, stepsOf } from './steps-of.ts'

/**
 * Returns the tasks that register or set each variable, by its name, in their order. Tasks in files whose names
 * contain a template are not found.
 */
export function settersOf(run: RunContext, plays: readonly Play[]): ReadonlyMap<string, readonly TaskStep[]> {
  const setters = new Map<string, TaskStep[]>()
  const seen = new Set<string>()
  for (const play of plays) {
    noteSetters(setters, { run, play, seen }, stepsOf(play))
  }
  return new Map(
    [...setters].flatMap(([name, tasks]) => {
      const seenByAll = tasks.filter(({ role }) => !isPrivate(role, name))
      return seenByAll.length > 0 ? [[name, seenByAll]] : []
    }),
  )
}

/**
 * Returns the names of the variables that these steps register or set, including steps of included files whose names
 * contain no template.
 */
export function namesSetIn(run: RunContext, play: Play, steps: readonly Step[]): Iterable<string> {
  const setters = new Map<string, TaskStep[]>()
  noteSetters(setters, { run, play, seen: new Set() }, steps)
  return setters.keys()
}

interface Within {
  readonly run: RunContext
  readonly play: Play
  /** The keys of the files and roles that were already read. */
  readonly seen: Set<string>
}

function noteSetters(setters: Map<string, TaskStep[]>, within: Within, steps: readonly Step[]): void {
  for (const step of steps) {
    if (step.kind === 'block') noteSetters(setters, within, partsOf(step))
    else {
      const task = step.kind === 'include' ? asTask(step, typeOfInclude(step)) : step
      const names = [...(task.register === undefined ? [] : [task.register]), ...factsSetBy(task)]
      for (const name of names) setters.set(name, [...(setters.get(name) ?? []), task])
      if (step.kind === 'include') noteSetters(setters, within, includedSteps(within, step))
    }
  }
}

/**
 * Returns the names, as written, of the variables that a `set_fact` sets, or of the facts that `service_facts`,
 * `package_facts` or `getent` gathers.
 */
export function factsSetBy({ type, params }: TaskStep): string[] {
  if (type === 'service_facts') return ['services']
  if (type === 'package_facts') return ['packages']
  if (params.kind !== 'map') return []
  if (type === 'getent') {
    const database = params.entries.get('database')?.value
    return database?.kind === 'scalar' ? [`getent_${database.value}`] : []
  }
  return type === 'set_fact' ? [...params.entries.keys()].filter(name => name !== 'cacheable') : []
}

/** Whether only a separate task gathers this fact: `getent`, `package_facts` or `service_facts`. */
export function isGatheredByTask(fact: string): boolean {
  return /^(services|packages|getent_\w+)$/.test(fact)
}

/** Returns the steps of an include whose file or role name contains no template. Errors are reported elsewhere. */
function includedSteps({ run, play, seen }: Within, step: IncludeStep): readonly Step[] {
  const included = staticallyIncluded(step)
  if (!included || seen.has(keyOf(included))) return []
  seen.add(keyOf(included))
  try {
    return loadIncluded(run, play, step, included)
  } catch {
    return []
  }
}
