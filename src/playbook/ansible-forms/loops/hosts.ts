import type { Place } from '../../../errors.ts'
import { chooseHosts } from '../../../inventory/choose-hosts.ts'
import type { InventoryHost } from '../../../inventory/inventory.ts'
import { isMap } from '../../../values/plain.ts'
import { known } from '../../../values/unknown.ts'
import { listify, type Terms, termsOf, wrongTerm } from './terms.ts'

/**
 * Implements `with_inventory_hostnames`: returns the hosts of the inventory that match the patterns. Names that the
 * inventory does not have match no host.
 */
export function hostnames(terms: Terms, groups: unknown): unknown[] {
  if (!isMap(groups)) throw wrongTerm(terms, 'the groups of an inventory', groups)
  const patterns = termsOf(terms).map(term => known<unknown>(term))
  const members = new Map(Object.entries(groups).map(([name, hosts]) => [name, listify(hosts).map(String)]))
  const hosts = new Map<string, InventoryHost>()
  for (const name of [...members.values()].flat())
    hosts.set(name, { name, place: terms.place, groups: [], layers: [] })
  const inventory = { hosts, groups: members, localhostLayers: [], files: [] }
  return chooseHosts(patterns.join(','), inventory, terms.place, () => undefined)
}

/** Implements `with_random_choice`: returns one of the terms. The choice for a host stays the same within a run. */
export function randomChoice(terms: Terms, host: string): unknown[] {
  const all = termsOf(terms)
  const chances = chosen.get(terms.place) ?? new Map<string, number>()
  chosen.set(terms.place, chances)
  const chance = chances.get(host) ?? Math.random()
  chances.set(host, chance)
  return all.length === 0 ? [] : [all[Math.floor(chance * all.length)]]
}

/** The random numbers by loop and host, so that a prefetched check and the run use the same choice. */
const chosen = new WeakMap<Place, Map<string, number>>()
