import { InputError, type Place } from '../../errors.ts'
import type { RunContext } from '../state/context.ts'
import { type HostState, newHostState } from '../state/host-state.ts'
import type { TaskRun } from '../state/task-run.ts'
import { settingSources } from '../variables/setting-entries.ts'

/**
 * Returns the host that `delegate_to` names; undefined without it. In a file in the dialect of Ansible, a host that
 * is not in the inventory is connected to by its name. Otherwise, throws InputError for such a host.
 */
export function delegateOf({ context, step, scope }: TaskRun): HostState | undefined {
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

/**
 * Returns a host for a name outside the inventory: the inventory host with this address if there is one, otherwise a
 * host without variables.
 */
function strangerOf(run: RunContext, name: string, place: Place): HostState {
  const { inventory, hosts, localhost, hostsOutsideInventory } = run
  const byAddress = [...hosts.values()].find(host => hasAddress(run, host, name))
  const known = byAddress ?? hostsOutsideInventory.get(name)
  if (known) return known
  const made = newHostState(inventory, { name, place, groups: [], layers: [] }, localhost.epoch)
  hostsOutsideInventory.set(name, made)
  return made
}

function hasAddress(run: RunContext, { inventory }: HostState, address: string): boolean {
  return inventory.layers.some(({ vars }) => {
    const [given] = settingSources(run, 'address', vars)
    return given?.source.kind === 'scalar' && given.source.value === address
  })
}
