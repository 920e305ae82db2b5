import { compileGlob, hasWildcards } from '../base/glob.ts'
import { InputError, type Place } from '../errors.ts'
import type { Inventory } from './inventory.ts'
import { expandRange } from './ranges.ts'

/** Names that stand for the controller if no inventory contains them, as in Ansible. */
const LOCALHOST = ['localhost', '127.0.0.1', '::1']

const INDEX = /^(.+)\[(?:(-?\d+)|(?=.*\d)(-?\d*):(-?\d*)|(\d+)-(\d*))\]$/

/** A range as in inventory files. */
const RANGE = /\[\w*:\w+(:\d+)?\]/

/**
 * Returns the hosts that one term matches: a group, a host, a glob or `~regex`. Each but the last can have an index
 * (`etcd[0]`, `etcd[-1]`, `etcd[1:3]`, `etcd[:2]`, `etcd[-2:]`, both ends included). Returns undefined for an
 * unknown name. For an index out of range, calls `onUnknown` or, if that is absent, throws InputError. Throws
 * InputError for an invalid term.
 */
export function matchTerm(
  term: string,
  inventory: Inventory,
  place?: Place,
  onUnknown?: (unknown: InputError) => void,
): readonly string[] | undefined {
  if (term.startsWith('~')) return matchRegex(term, inventory, place)
  const index = INDEX.exec(term)
  const hosts = index?.[1] === undefined ? undefined : matchName(index[1], inventory)
  if (index && hosts) return pick(index, hosts, { place, onUnknown })
  // `node[1:3]` without a group `node` is the inventory notation for node1, node2 and node3. As a glob, it would
  // match node1 and node3.
  const names = RANGE.test(term) ? expandRange(term, place).filter(name => inventory.hosts.has(name)) : []
  return names.length > 0 ? names : matchName(term, inventory)
}

function matchName(name: string, inventory: Inventory): readonly string[] | undefined {
  if (name === 'all' || name === '*') return inventory.groups.get('all') ?? []
  const group = inventory.groups.get(name)
  const host = inventory.hosts.has(name) ? [name] : undefined
  if (group || host) return [...(group ?? []), ...(host ?? [])]
  if (LOCALHOST.includes(name)) return ['localhost']
  if (!hasWildcards(name)) return undefined
  return matchAll(compileGlob(name).matches, inventory)
}

function matchRegex(
  term: string,
  inventory: Inventory,
  place: Place | undefined,
): readonly string[] | undefined {
  try {
    const regex = new RegExp(`^(?:${term.slice(1)})`)
    return matchAll(name => regex.test(name), inventory)
  } catch (error) {
    throw new InputError(`\`${term}\` is not a valid regular expression: ${(error as Error).message}`, {
      place,
      cause: error,
    })
  }
}

/**
 * Returns the hosts of groups whose name matches, followed by hosts whose name matches; undefined if there are
 * neither.
 */
function matchAll(
  matches: (name: string) => boolean,
  { groups, hosts }: Inventory,
): readonly string[] | undefined {
  const matching = [...groups].filter(([name]) => matches(name))
  const chosen = new Set(matching.flatMap(([, names]) => names))
  for (const name of hosts.keys()) if (matches(name)) chosen.add(name)
  return chosen.size === 0 && matching.length === 0 ? undefined : [...chosen]
}

function pick(
  [term, , single, from, to, dashFrom, dashTo]: RegExpExecArray,
  hosts: readonly string[],
  { place, onUnknown }: { place: Place | undefined; onUnknown: ((unknown: InputError) => void) | undefined },
): readonly string[] {
  if (single === undefined) {
    const last = Number(to || dashTo || -1)
    return hosts.slice(Number(from || dashFrom || 0), last === -1 ? undefined : last + 1)
  }
  const host = hosts.at(Number(single))
  if (host !== undefined) return [host]
  const error = new InputError(
    `\`${term}\` is out of range: ${hosts.length} hosts match before the bracket`,
    {
      place,
    },
  )
  if (!onUnknown) throw error
  onUnknown(error)
  return []
}
