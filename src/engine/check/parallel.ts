import type { TaskType } from '../../authoring/define.ts'
import { InputError } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { numberOr } from '../variables/keyword-values.ts'

/**
 * The maximum number of loop items that run at the same time on one host. They share its ssh connection with the
 * sessions of other tasks, and sshd allows ten sessions by default (`MaxSessions`).
 */
const MAX_PARALLEL = 8

/**
 * Returns the number of loop items that run at the same time on a host. Throws InputError if it is not a whole number
 * from 1 to 8, or if the task type does not run one program per item: the effect of other tasks depends on the order
 * of their items.
 */
export function parallelOf({ loopControl, type: name }: TaskStep, type: TaskType, scope: Scope): number {
  const { parallel } = loopControl
  if (!parallel) return 1
  const isProgram = 'detaches' in type && type.detaches === true
  if (!isProgram)
    throw new InputError(
      `\`parallel\` cannot be used with \`${name}\`, because its items run one after the other`,
      {
        place: parallel.place,
        hint: 'remove it; `command`, `shell`, `script` and `raw` can run in parallel',
      },
    )
  const most = numberOr('parallel', parallel, scope, 1)
  if (Number.isInteger(most) && most >= 1 && most <= MAX_PARALLEL) return most
  throw new InputError(`\`parallel\` must be a whole number from 1 to ${MAX_PARALLEL}, got \`${most}\``, {
    place: parallel.place,
  })
}
