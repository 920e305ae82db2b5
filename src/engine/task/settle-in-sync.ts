import type { InSync } from '../../authoring/plan.ts'
import { compileGlob } from '../../base/glob.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import { isOfAnsible } from '../../errors.ts'
import { jobFields, NO_JOB } from '../../task-lib/jobs.ts'
import { environmentOf } from '../check/connect.ts'
import { delegateOf } from '../check/delegate.ts'
import { entriesSetBy } from '../check/earlier-items.ts'
import type { Acting, Checking } from '../state/acting.ts'
import { growInventory } from '../state/grow-inventory.ts'
import { clearFacts, type HostState, includeVariables, setVariables } from '../state/host-state.ts'
import type { Result } from '../state/result.ts'
import { factsReaderOf, gatherFacts } from '../variables/facts.ts'
import { includedBy, mergeIncluded } from '../variables/included-vars.ts'
import { asFlag } from '../variables/keyword-values.ts'
import { keptFor } from '../variables/private-variables.ts'
import { inSyncResult } from './plan-result.ts'

/**
 * The result of a host that is as described, after what it asks for was done: facts gathered, hosts and groups added to the inventory, and
 * with `delegate_facts` variables set on the delegate. Throws InputError, UnknownValueError, or what gathering facts throws.
 */
export async function settleInSync({ acting, job }: Checking, inSync: InSync): Promise<Result> {
  const { context, step, host } = acting
  const hasGrown = inSync.inventory && growInventory(context.run, host, inSync.inventory, step.place)
  const receiver = factsGoTo(acting)
  const { facts } = inSync
  const shown = facts ? { ansible_facts: await gatherAgain(acting, receiver, facts.filter) } : {}
  // No job is started for what is done already: `async_status` knows the id.
  const ofJob = job ? jobFields(NO_JOB, true) : {}
  const settled = inSyncResult({ ...inSync, outputs: { ...inSync.outputs, ...shown, ...ofJob } })
  const includes = inSync.includes && mergeIncluded(context.run, inSync.includes, acting.scope)
  const result: Result = { ...settled, ...omitUndefined({ includes, hasGrown: hasGrown || undefined }) }
  if (receiver === host) return result
  const { variables: _, areFacts: __, includes: ___, ...others } = result
  includeVariables(receiver, keptFor(step.role, includedBy(context, result)))
  setVariables(receiver, keptFor(step.role, new Map(entriesSetBy(result))))
  return others
}

/** The host whose variables a task sets: with `delegate_facts` the delegate. */
function factsGoTo(acting: Acting): HostState {
  const { step, scope, host } = acting
  const { delegateFacts } = step
  if (!delegateFacts) return host
  const isTheirs = asFlag('delegate_facts', scope.renderOptional(delegateFacts), delegateFacts.place)
  return (isTheirs ? delegateOf(acting) : undefined) ?? host
}

/**
 * Asks the task's host or its delegate for its facts again, and gives them to `receiver`: facts of a delegate are, as in Ansible, taken for
 * those of the task's host, unless `delegate_facts` says otherwise. Returns those that a glob matches, or all if there is none.
 */
async function gatherAgain(
  acting: Acting,
  receiver: HostState,
  filter: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  const { context, step, host } = acting
  const asked = delegateOf(acting) ?? host
  if (isOfAnsible(step.params)) asked.factsEnvironment = environmentOf(acting)
  clearFacts(asked)
  await gatherFacts(factsReaderOf(context, step, host), asked)
  receiver.facts = asked.facts
  receiver.epoch.count += 1
  const globs = filter.map(compileGlob)
  const isShown = (name: string): boolean =>
    globs.length === 0 || globs.some(({ matches }) => matches(name) || matches(`ansible_${name}`))
  const shown = Object.entries(asked.facts ?? {}).filter(([name]) => isShown(name))
  return Object.fromEntries(shown.map(([name, value]) => [`ansible_${name}`, value]))
}
