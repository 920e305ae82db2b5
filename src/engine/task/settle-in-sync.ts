import type { InSync } from '../../authoring/plan.ts'
import { compileGlob } from '../../base/glob.ts'
import { delegateOf } from '../check/delegate.ts'
import type { Acting } from '../state/acting.ts'
import { growInventory } from '../state/grow-inventory.ts'
import { type HostState, includeVariables, setVariables } from '../state/host-state.ts'
import type { Result } from '../state/result.ts'
import { asFlag } from '../variables/connection-target.ts'
import { factsReaderOf, gatherFacts } from '../variables/facts.ts'
import { includedBy } from '../variables/included-vars.ts'
import { inSyncResult } from './plan-result.ts'

/**
 * The result of a host that is as described, after what it asks for was done: facts gathered, hosts and groups added to the inventory, and
 * with `delegate_facts` variables set on the delegate. Throws InputError, UnknownValueError, or what gathering facts throws.
 */
export async function settleInSync(acting: Acting, inSync: InSync): Promise<Result> {
  const { context, step, host } = acting
  if (inSync.inventory) growInventory(context.run, host, inSync.inventory, step.place)
  const result = inSync.facts ? await withFactsAgain(acting, inSync, inSync.facts) : inSyncResult(inSync)
  const receiver = factsGoTo(acting)
  if (receiver === host) return result
  const { variables = {}, includes: _, ...others } = result
  includeVariables(receiver, includedBy(context, result))
  setVariables(receiver, new Map(Object.entries(variables).map(([name, value]) => [name, { value }])))
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

/** Facts of a delegate are, as in Ansible, taken for those of the task's host, unless `delegate_facts` says otherwise. */
async function withFactsAgain(
  acting: Acting,
  inSync: InSync,
  { filter }: NonNullable<InSync['facts']>,
): Promise<Result> {
  const { context, step, host } = acting
  const asked = delegateOf(acting) ?? host
  delete asked.facts
  delete asked.factsLost
  await gatherFacts(factsReaderOf(context, step, host), asked)
  const receiver = factsGoTo(acting)
  receiver.facts = asked.facts
  receiver.epoch.count += 1
  const globs = filter.map(compileGlob)
  const shown = Object.entries(asked.facts ?? {})
    .filter(
      ([name]) =>
        globs.length === 0 || globs.some(({ matches }) => matches(name) || matches(`ansible_${name}`)),
    )
    .map(([name, value]) => [`ansible_${name}`, value] as const)
  return inSyncResult({ ...inSync, outputs: { ...inSync.outputs, ansible_facts: Object.fromEntries(shown) } })
}
