import type { TaskStep } from '../../playbook/steps.ts'
import { additionBy, isAddition } from '../../task-lib/inventory-additions.ts'
import type { Bound } from '../check/bind.ts'
import type { Acting } from '../state/acting.ts'
import { growInventory } from '../state/grow-inventory.ts'
import { type HostState, newHostState } from '../state/host-state.ts'
import {
  type Certainty,
  type Course,
  NEVER,
  openUp,
  type PredictedHost,
  predictedHost,
  SURELY,
} from './course.ts'

/** Adds to the inventory of a look ahead what a task adds, as far as that is known and sure. Throws InputError. */
export function addAhead(
  course: Course,
  { host }: PredictedHost,
  { step }: Acting,
  bound: Bound | undefined,
  certainty: Certainty,
): void {
  if (certainty === NEVER || !isAddition(step.type)) return
  if (certainty !== SURELY || !bound || !('params' in bound)) {
    noteUnknownAddition(course, step, certainty)
    return
  }
  const newHost = (find: () => HostState['inventory'], { epoch }: Pick<HostState, 'epoch'>): HostState => {
    const added = predictedHost(newHostState(find, epoch), course.run.inventory, epoch)
    course.predicted.set(added.host, added)
    return added.host
  }
  growInventory(course.run, host, additionBy(step.type, bound.params), step.place, newHost)
}

/** After a task that adds what is not known, any host may have other variables, and a play may have hosts that it has not now. */
export function noteUnknownAddition(course: Course, { type }: TaskStep, certainty: Certainty): void {
  if (certainty === NEVER || !isAddition(type)) return
  course.mayHaveGrown = true
  for (const predicted of course.predicted.values()) {
    openUp(predicted)
    predicted.host.epoch.count += 1
  }
}
