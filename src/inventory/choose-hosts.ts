import { first } from '../base/assert-defined.ts'
import { hasWildcards } from '../base/glob.ts'
import { suggest } from '../base/suggest.ts'
import { InputError, type Place } from '../errors.ts'
import type { Inventory } from './inventory.ts'
import { matchTerm } from './match-pattern.ts'
import { readPatternFile, splitPattern } from './split-pattern.ts'

/** Called for a name that is not in the inventory, if such names are permitted. */
export type OnUnknown = (unknown: InputError) => void

/**
 * Returns the hosts that a pattern matches, each once, in the order of its terms and within a term in inventory
 * order: `etcd:!node2`, `web &paris`, `~db\d`, `etcd[0]`. `localhost` always exists. Throws InputError for an
 * unknown name, unless `onUnknown` is given. A pattern without a place is that of `--limit`: it may name files,
 * `@retry`, and if it matches no host, that throws InputError.
 */
export function chooseHosts(
  pattern: string,
  inventory: Inventory,
  place?: Place,
  onUnknown?: OnUnknown,
): string[] {
  const terms = splitPattern(pattern, inventory).flatMap(term => {
    if (!term.startsWith('@')) return [term]
    if (!place) return readPatternFile(term.slice(1)).flatMap(line => splitPattern(line, inventory))
    throw new InputError(`\`${term}\` names a file, which is allowed only in \`--limit\``, { place })
  })
  if (terms.length === 0) throw new InputError('the host pattern is empty', { place, hint: 'such as `all`' })
  const of = (sign: string): string[] =>
    terms.filter(term => term.startsWith(sign)).map(term => term.slice(sign.length))
  const plain = terms.filter(term => !/^[&!]/.test(term))
  let chosen = union(plain.length > 0 ? plain : ['all'], { inventory, place, onUnknown })
  for (const term of of('&')) {
    const others = named(term, { inventory, place, onUnknown })
    chosen = new Set([...chosen].filter(name => others.has(name)))
  }
  for (const term of of('!')) {
    // A misspelled name would include a host that was meant to be excluded.
    const isMisspelt = nearestName(term, inventory) !== undefined
    const left = named(term, { inventory, place, onUnknown: isMisspelt ? undefined : onUnknown })
    for (const name of left) chosen.delete(name)
  }
  const hosts = [...chosen]
  if (hosts.length > 0 || place) return hosts
  throw new InputError(`\`--limit ${pattern}\` matches no host of the plays`, {
    hint: 'see `--list-hosts` without a limit',
  })
}

interface Choosing {
  readonly inventory: Inventory
  readonly place: Place | undefined
  readonly onUnknown: OnUnknown | undefined
}

/**
 * Returns the hosts that any of the terms matches. An unknown term is ignored if another one is known: not every
 * site has every group.
 */
function union(terms: readonly string[], choosing: Choosing): Set<string> {
  const { inventory, place, onUnknown } = choosing
  const matches = terms.map(term => matchTerm(term, inventory, place, onUnknown))
  if (matches.every(match => match === undefined)) refuseUnknown(first(terms, 'terms of a pattern'), choosing)
  return new Set(matches.flatMap(match => match ?? []))
}

function named(term: string, choosing: Choosing): ReadonlySet<string> {
  const match = matchTerm(term, choosing.inventory, choosing.place, choosing.onUnknown)
  const isName = !term.startsWith('~') && !hasWildcards(term)
  if (!match && isName) refuseUnknown(term, choosing)
  return new Set(match)
}

function refuseUnknown(term: string, { inventory, place, onUnknown }: Choosing): void {
  const near = nearestName(term, inventory)
  const groups = [...inventory.groups.keys()].map(name => `\`${name}\``).join(', ')
  const error = new InputError(`no host or group matches \`${term}\``, {
    place,
    hint: near ? `did you mean \`${near}\`?` : `the groups are ${groups}`,
  })
  if (!onUnknown) throw error
  onUnknown(error)
}

/** Returns the known name most similar to an unknown one; undefined if the name is known, or if none is similar. */
function nearestName(term: string, inventory: Inventory): string | undefined {
  const names = [...inventory.groups.keys(), ...inventory.hosts.keys()]
  const base = term.replace(/\[[^\]]*\]$/, '')
  return names.includes(base) ? undefined : suggest(base, names)
}
