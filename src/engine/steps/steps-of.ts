import type { BlockStep, IncludeStep, Play, Step, TaskStep } from '../../playbook/steps.ts'

/** The steps of a play, handlers last. */
export function stepsOf({ preTasks, tasks, postTasks, handlers }: Play): Step[] {
  return [...preTasks, ...tasks, ...postTasks, ...handlers]
}

/** How many tasks a play has that the run's tags leave in, handlers apart; undefined if includes decide that during the run. */
export function taskCount(
  { preTasks, tasks, postTasks }: Play,
  isChosen: (step: TaskStep | IncludeStep) => boolean,
): number | undefined {
  const chosen = [...preTasks, ...tasks, ...postTasks].flatMap(tasksAndIncludes).filter(isChosen)
  return chosen.some(({ kind }) => kind === 'include') ? undefined : chosen.length
}

/** The tasks and includes of a step, those in blocks among them. */
export function tasksAndIncludes(step: Step): (TaskStep | IncludeStep)[] {
  return step.kind === 'block' ? partsOf(step).flatMap(tasksAndIncludes) : [step]
}

/** The steps in a block: those that it begins with, then `rescue` and `always`. */
export function partsOf({ block, rescue, always }: BlockStep): Step[] {
  return [...block, ...rescue, ...always]
}
