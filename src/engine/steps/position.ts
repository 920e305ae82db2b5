import type { Step, TaskStep } from '../../playbook/steps.ts'
import type { Position } from '../state/look-ahead-state.ts'

/** The tasks behind a position, as far as they are known: what is included is not, and a rescue is not expected. */
export function* following(position: Position): Generator<TaskStep> {
  for (let here: Position | undefined = position; here; here = here.after) {
    for (let index = here.index + 1; index < here.steps.length; index += 1) {
      const step = here.steps[index]
      if (step) yield* tasksIn(step)
    }
  }
}

/** The position before the first of some steps. */
export function before(steps: readonly Step[], after?: Position): Position {
  return { steps, index: -1, after }
}

function* tasksIn(step: Step): Generator<TaskStep> {
  if (step.kind === 'task') yield step
  // A looped block is read again for each item.
  if (step.kind === 'block' && !step.loop)
    for (const inner of [...step.block, ...step.always]) yield* tasksIn(inner)
}
