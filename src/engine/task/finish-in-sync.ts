import type { InSync } from '../../authoring/plan.ts'
import { compileGlob } from '../../base/glob.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import { isOfAnsible } from '../../errors.ts'
import { jobFields, NO_JOB } from '../../task-lib/jobs.ts'
import { environmentOf } from '../check/connect.ts'
import { delegateOf } from '../check/delegate.ts'
import { entriesSetBy } from '../check/earlier-items.ts'
import { addToInventory } from '../state/add-to-inventory.ts'
import { clearFacts, type HostState, includeVariables, setVariables } from '../state/host-state.ts'
import type { Result } from '../state/result.ts'
import type { Checking, TaskRun } from '../state/task-run.ts'
import { factsReaderOf, gatherFacts } from '../variables/facts.ts'
import { includedBy, mergeIncluded } from '../variables/included-vars.ts'
import { asFlag } from '../variables/keyword-values.ts'
import { asStored } from '../variables/private-variables.ts'
import { inSyncResult } from './plan-result.ts'

/**
 * Returns the result of a task whose host is in sync, after the requests of the task type are done: gathering facts,
 * adding hosts and groups to the inventory, and, with `delegate_facts`, setting variables on the delegate. Throws
 * InputError, UnknownValueError or the errors of gathering facts.
 */
export async function finishInSync({ taskRun, job }: Checking, inSync: InSync): Promise<Result> {
  const { context, step, host } = taskRun
  const isInventoryChanged =
    inSync.inventory && addToInventory(context.run, host, inSync.inventory, step.place)
  const receiver = factsReceiver(taskRun)
  const { facts } = inSync
  const shown = facts ? { ansible_facts: await gatherAgain(taskRun, receiver, facts.filter) } : {}
  // No job is started for a task that is in sync. `async_status` accepts this id.
  const ofJob = job ? jobFields(NO_JOB, true) : {}
  const settled = inSyncResult({ ...inSync, outputs: { ...inSync.outputs, ...shown, ...ofJob } })
  const includes = inSync.includes && mergeIncluded(context.run, inSync.includes, taskRun.scope)
  const result: Result = {
    ...settled,
    ...omitUndefined({ includes, isInventoryChanged: isInventoryChanged || undefined }),
  }
  if (receiver === host) return result
  const { variables: _, areFacts: __, includes: ___, ...others } = result
  includeVariables(receiver, asStored(step.role, includedBy(context, result)))
  setVariables(receiver, asStored(step.role, new Map(entriesSetBy(result))))
  return others
}

/** Returns the host whose variables a task sets: the delegate with `delegate_facts`, otherwise the task's host. */
function factsReceiver(taskRun: TaskRun): HostState {
  const { step, scope, host } = taskRun
  const { delegateFacts } = step
  if (!delegateFacts) return host
  const isTheirs = asFlag('delegate_facts', scope.renderOptional(delegateFacts), delegateFacts.place)
  return (isTheirs ? delegateOf(taskRun) : undefined) ?? host
}

/**
 * Gathers the facts of the task's host or its delegate again, and stores them for `receiver`. As in Ansible, facts of
 * a delegate become facts of the task's host without `delegate_facts`. Returns the facts that match one of the globs,
 * or all without globs.
 */
async function gatherAgain(
  taskRun: TaskRun,
  receiver: HostState,
  filter: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  const { context, step, host } = taskRun
  const source = delegateOf(taskRun) ?? host
  if (isOfAnsible(step.params)) source.factsEnvironment = environmentOf(taskRun)
  clearFacts(source)
  await gatherFacts(factsReaderOf(context, step, host), source)
  receiver.facts = source.facts
  receiver.epoch.count += 1
  const globs = filter.map(compileGlob)
  const isShown = (name: string): boolean =>
    globs.length === 0 || globs.some(({ matches }) => matches(name) || matches(`ansible_${name}`))
  const shown = Object.entries(source.facts ?? {}).filter(([name]) => isShown(name))
  return Object.fromEntries(shown.map(([name, value]) => [`ansible_${name}`, value]))
}
