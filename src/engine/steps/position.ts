import type { Step, TaskStep } from '../../playbook/steps.ts'
import type { Position } from '../state/look-ahead-state.ts'

/**
 * Yields the tasks after a position, as far as they are known: without the tasks of includes, looped blocks and
 * `rescue`.
 */
export function* following(position: Position): Generator<TaskStep> {
  for (let here: Position | undefined = position; here; here = here.after) {
    for (let index = here.index + 1; index < here.steps.length; index += 1) {
      const step = here.steps[index]
      if (step) yield* tasksIn(step)
    }
  }
}

/** Returns the position before the first of these steps. */
export function before(steps: readonly Step[], after?: Position): Position {
  return { steps, index: -1, after }
}

function* tasksIn(step: Step): Generator<TaskStep> {
  if (step.kind === 'task') yield step
  // A looped block is read again for each item, so its tasks are not known yet.
  if (step.kind === 'block' && !step.loop)
    for (const inner of [...step.block, ...step.always]) yield* tasksIn(inner)
}
