import type { InventoryAddition } from '../../authoring/plan.ts'
import { assertDefined } from '../../base/assert-defined.ts'
import type { Place } from '../../errors.ts'
import { findUnknown, UnknownValueError } from '../../values/unknown.ts'
import type { PlayContext, RunContext } from './context.ts'
import { type HostState, newHostState } from './host-state.ts'

/**
 * Adds hosts or groups to the inventory for the rest of the run, as a task on `host` requests. Returns whether the
 * inventory changed. Throws InputError for an invalid name, or UnknownValueError if a variable is known only in a
 * real run; then nothing is added.
 */
export function addToInventory(
  { inventory, hosts, localhost }: RunContext,
  host: HostState,
  added: InventoryAddition,
  place: Place,
  newHost: typeof newHostState = newHostState,
): boolean {
  let isChange: boolean
  if ('group' in added) isChange = inventory.addToGroup({ ...added, host: host.name, place })
  else {
    const unknown = findUnknown(added.variables)
    if (unknown) throw new UnknownValueError(unknown)
    const { host: written, groups, variables } = added
    const addition = inventory.addHost({ name: written, groups, variables, place })
    const { name } = addition
    isChange = addition.isChange
    const found = assertDefined(inventory.hosts.get(name), `a host ${name}`)
    if (name === localhost.name) hosts.set(name, localhost)
    else if (!hosts.has(name)) hosts.set(name, newHost(inventory, found, host.epoch))
  }
  host.epoch.count += 1
  return isChange
}

/**
 * Reads the inventory again. Later plays can use new hosts and can no longer use hosts that were removed; the hosts
 * of the current play stay in it. Throws InputError or InputErrors, and changes nothing then.
 */
export function refreshInventory({ run, hosts: inPlay }: Pick<PlayContext, 'run' | 'hosts'>): void {
  const { inventory, hosts, localhost } = run
  inventory.refresh()
  for (const [name, host] of hosts)
    if (!inventory.hosts.has(name) && !inPlay.includes(host)) hosts.delete(name)
  for (const [name, host] of inventory.hosts) {
    if (hosts.has(name)) continue
    hosts.set(name, name === localhost.name ? localhost : newHostState(inventory, host, localhost.epoch))
  }
  localhost.epoch.count += 1
}
