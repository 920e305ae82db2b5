import type { BlockStep, IncludeStep, Play, Step, TaskStep } from '../../playbook/steps.ts'

/** Returns all steps of a play, with the handlers last. */
export function stepsOf({ preTasks, tasks, postTasks, handlers }: Play): Step[] {
  return [...preTasks, ...tasks, ...postTasks, ...handlers]
}

/**
 * Returns the number of a play's tasks that the run's tags select, without handlers; undefined if it depends on
 * includes that are read during the run.
 */
export function taskCount(
  { preTasks, tasks, postTasks }: Play,
  isChosen: (step: TaskStep | IncludeStep) => boolean,
): number | undefined {
  const chosen = [...preTasks, ...tasks, ...postTasks].flatMap(tasksAndIncludes).filter(isChosen)
  return chosen.some(({ kind }) => kind === 'include') ? undefined : chosen.length
}

/** Returns the tasks and includes of a step, including those inside blocks. */
export function tasksAndIncludes(step: Step): (TaskStep | IncludeStep)[] {
  return step.kind === 'block' ? partsOf(step).flatMap(tasksAndIncludes) : [step]
}

/** Returns the steps of a block: its `block`, `rescue` and `always`. */
export function partsOf({ block, rescue, always }: BlockStep): Step[] {
  return [...block, ...rescue, ...always]
}
