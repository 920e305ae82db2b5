import { InputError, type Place } from '../errors.ts'
import { chooseHosts } from './choose-hosts.ts'
import type { Inventory } from './inventory.ts'

/**
 * Returns the hosts that the pattern of a play matches. If there are none, `onUnknown` is called with the reason.
 * Throws InputError.
 */
type ChooseWithinLimit = (
  inventory: Inventory,
  pattern: string,
  place: Place,
  onUnknown?: (unknown: InputError) => void,
) => readonly string[]

/**
 * Returns a function that chooses the hosts of plays within a limit, which is a pattern too. Hosts that are added
 * later are within the limit if it matches them. Throws InputError for a limit that matches no host of the
 * inventory.
 */
export function choosingWithin(limit: string | undefined, first: Inventory): ChooseWithinLimit {
  const known = new WeakMap<Inventory['hosts'], ReadonlySet<string>>()
  const allowed = (inventory: Inventory): ReadonlySet<string> => {
    const { hosts } = inventory
    const names = known.get(hosts) ?? new Set(chooseHosts(limit ?? 'all', inventory))
    known.set(hosts, names)
    return names
  }
  if (limit !== undefined) allowed(first)
  return (inventory, pattern, place, onUnknown) => {
    const names = chooseHosts(pattern, inventory, place, onUnknown)
    if (names.length === 0) onUnknown?.(new InputError(`\`${pattern}\` matches no host`))
    if (limit === undefined) return names
    return names.filter(name => allowed(inventory).has(name))
  }
}
