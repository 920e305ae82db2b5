import type { TaskStep } from '../../playbook/steps.ts'
import { additionBy, isAddition } from '../../task-lib/inventory-additions.ts'
import type { Bound } from '../check/bind.ts'
import { growInventory } from '../state/grow-inventory.ts'
import { newHostState } from '../state/host-state.ts'
import { type Certainty, type Course, NEVER, openUp, predictedHost, SURELY } from './course.ts'
import { type Looking, note } from './looking.ts'

/**
 * Adds to the preflight check's inventory the hosts and groups that a task adds, if they are known and the task
 * certainly runs.
 */
export async function addAhead(
  looking: Looking,
  bound: Bound | undefined,
  certainty: Certainty,
): Promise<void> {
  const { course, predicted, step } = looking
  const { type, place } = step
  if (!isAddition(type)) return
  if (certainty !== SURELY || !bound || !('params' in bound))
    return noteUnknownAddition(course, step, certainty)
  const newHost: typeof newHostState = (inventory, host, epoch = predicted.host.epoch) => {
    const added = predictedHost(newHostState(inventory, host, epoch), course.run.inventory, epoch)
    course.predicted.set(added.host, added)
    return added.host
  }
  await note(looking, certainty, () =>
    growInventory(course.run, predicted.host, additionBy(type, bound.params), place, newHost),
  )
}

/**
 * Records that a task adds unknown hosts or groups. Later, any host may have other variables, and a play may have
 * hosts that it does not
 * have now.
 */
export function noteUnknownAddition(course: Course, { type }: TaskStep, certainty: Certainty): void {
  if (certainty === NEVER || !isAddition(type)) return
  course.mayHaveGrown = true
  for (const predicted of course.predicted.values()) openUp(predicted)
}
