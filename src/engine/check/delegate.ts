import { InputError, type Place } from '../../errors.ts'
import type { Acting } from '../state/acting.ts'
import type { RunContext } from '../state/context.ts'
import { type HostState, newHostState } from '../state/host-state.ts'
import { settingSources } from '../variables/setting-entries.ts'

/**
 * The host that `delegate_to` names. In a file in the dialect of Ansible it may be one that the inventory does not have, which is
 * reached by its name. Throws InputError for such a host otherwise.
 */
export function delegateOf({ context, step, scope }: Acting): HostState | undefined {
  if (!step.delegateTo) return undefined
  const rendered = scope.renderOptional(step.delegateTo)
  if (rendered === undefined) return undefined
  const name = String(rendered)
  const { run } = context
  const found =
    run.hosts.get(name) ?? (['localhost', '127.0.0.1', '::1'].includes(name) ? run.localhost : undefined)
  if (found) return found
  if (step.delegateTo.kind === 'scalar' && step.delegateTo.dialect === 'ansible')
    return strangerOf(run, name, step.delegateTo.place)
  throw new InputError(`\`delegate_to\` names \`${name}\`, which is not in the inventory`, {
    place: step.delegateTo.place,
    hint: 'add it to the inventory, if necessary in a group that no play uses',
  })
}

/** A host that the inventory does not have: the one whose address this is, or a host without variables. */
function strangerOf(run: RunContext, name: string, place: Place): HostState {
  const { inventory, hosts, localhost, strangers } = run
  const byAddress = [...hosts.values()].find(host => hasAddress(run, host, name))
  const known = byAddress ?? strangers.get(name)
  if (known) return known
  const made = newHostState(inventory, { name, place, groups: [], layers: [] }, localhost.epoch)
  strangers.set(name, made)
  return made
}

function hasAddress(run: RunContext, { inventory }: HostState, address: string): boolean {
  return inventory.layers.some(({ vars }) => {
    const [given] = settingSources(run, 'address', vars)
    return given?.source.kind === 'scalar' && given.source.value === address
  })
}
