import type { TaskStep } from '../../playbook/steps.ts'
import { additionBy, isAddition } from '../../task-lib/inventory-additions.ts'
import type { Bound } from '../check/bind.ts'
import { addToInventory } from '../state/add-to-inventory.ts'
import { newHostState } from '../state/host-state.ts'
import {
  allowAnyVariable,
  type Certainty,
  NEVER,
  predictedHost,
  type Simulation,
  SURELY,
} from './simulation.ts'
import { evaluateForTask, type TaskCheck } from './task-check.ts'

/**
 * Adds to the preflight check's inventory the hosts and groups that a task adds, if they are known and the task
 * certainly runs.
 */
export async function predictAddition(
  taskCheck: TaskCheck,
  bound: Bound | undefined,
  certainty: Certainty,
): Promise<void> {
  const { simulation, predicted, step } = taskCheck
  const { type, place } = step
  if (!isAddition(type)) return
  if (certainty !== SURELY || !bound || !('params' in bound))
    return recordUnknownAddition(simulation, step, certainty)
  const newHost: typeof newHostState = (inventory, host, epoch = predicted.host.epoch) => {
    const added = predictedHost(newHostState(inventory, host, epoch), simulation.run.inventory, epoch)
    simulation.predicted.set(added.host, added)
    return added.host
  }
  await evaluateForTask(taskCheck, certainty, () =>
    addToInventory(simulation.run, predicted.host, additionBy(type, bound.params), place, newHost),
  )
}

/**
 * Records that a task adds unknown hosts or groups. Later, any host may have other variables, and a play may have
 * hosts that it does not have now.
 */
export function recordUnknownAddition(
  simulation: Simulation,
  { type }: TaskStep,
  certainty: Certainty,
): void {
  if (certainty === NEVER || !isAddition(type)) return
  simulation.mayHaveNewHosts = true
  for (const predicted of simulation.predicted.values()) allowAnyVariable(predicted)
}
