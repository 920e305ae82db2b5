import type { BlockStep, Play, Step } from '../../playbook/steps.ts'

/** The steps of a play, handlers last. */
export function stepsOf({ preTasks, tasks, postTasks, handlers }: Play): Step[] {
  return [...preTasks, ...tasks, ...postTasks, ...handlers]
}

/** The steps in a block: those that it begins with, then `rescue` and `always`. */
export function partsOf({ block, rescue, always }: BlockStep): Step[] {
  return [...block, ...rescue, ...always]
}
