import type { Place } from '../../../errors.ts'
import { chooseHosts } from '../../../inventory/choose-hosts.ts'
import type { InventoryHost } from '../../../inventory/inventory.ts'
import { isMap } from '../../../values/plain.ts'
import { known } from '../../../values/unknown.ts'
import { listify, type Terms, termsOf, wrongTerm } from './terms.ts'

/** `with_inventory_hostnames`: the hosts of the inventory that match some patterns; none if a name is not in it. */
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

/** `with_random_choice`: one of the terms; a run keeps to the choice that it made for a host. */
export function randomChoice(terms: Terms, host: string): unknown[] {
  const all = termsOf(terms)
  const chances = chosen.get(terms.place) ?? new Map<string, number>()
  chosen.set(terms.place, chances)
  const chance = chances.get(host) ?? Math.random()
  chances.set(host, chance)
  return all.length === 0 ? [] : [all[Math.floor(chance * all.length)]]
}

/** What each loop drew for each host: a look ahead and the run see the same. */
const chosen = new WeakMap<Place, Map<string, number>>()
