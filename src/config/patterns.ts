import { InputError, type Place } from '../errors.ts'
import { nearest } from '../nearest.ts'
import type { Inventory } from './inventory.ts'
import { matchTerm } from './pattern-match.ts'
import { readPatternFile, splitPattern } from './pattern-split.ts'

/**
 * The hosts that a pattern means, each once, in the order of its terms and within each in the inventory's: `etcd:!node2`,
 * `web &paris`, `~db\d`, `etcd[0]`.
 * `localhost` may be among them though no inventory has it. Throws InputError where a name is in no inventory, or, for a
 * pattern without a place (`--limit`), where no host is left; only such a one may name files, `@retry`.
 */
export function chooseHosts(pattern: string, inventory: Inventory, place?: Place): string[] {
  const terms = splitPattern(pattern, inventory).flatMap(term => {
    if (!term.startsWith('@')) return [term]
    if (!place) return readPatternFile(term.slice(1)).flatMap(line => splitPattern(line, inventory))
    throw new InputError(`\`${term}\` names a file, which only \`--limit\` can`, { place })
  })
  if (terms.length === 0) throw new InputError('the host pattern is empty', { place, hint: 'such as `all`' })
  const of = (sign: string): string[] => terms.filter(term => term.startsWith(sign))
  const plain = terms.filter(term => !/^[&!]/.test(term))
  let chosen = union(plain.length > 0 ? plain : ['all'], inventory, place)
  for (const term of of('&')) {
    const others = named(term.slice(1), inventory, place)
    chosen = new Set([...chosen].filter(name => others.has(name)))
  }
  // A name that is misspelt after `!` would let a host in that was meant to be left out.
  for (const term of of('!')) for (const name of named(term.slice(1), inventory, place)) chosen.delete(name)
  const hosts = [...chosen]
  if (hosts.length > 0 || place) return hosts
  throw new InputError(`\`--limit ${pattern}\` leaves no host`, {
    hint: 'see `--list-hosts` without a limit',
  })
}

/** A term that is in no inventory is passed over beside one that is: not every site has every group. */
function union(terms: readonly string[], inventory: Inventory, place: Place | undefined): Set<string> {
  const matches = terms.map(term => matchTerm(term, inventory, place))
  if (matches.every(match => match === undefined)) throw unknownName(terms[0] ?? '', inventory, place)
  return new Set(matches.flatMap(match => match ?? []))
}

function named(term: string, inventory: Inventory, place: Place | undefined): ReadonlySet<string> {
  const match = matchTerm(term, inventory, place)
  const isName = !/^~|[*?[]/.test(term)
  if (match || !isName) return new Set(match)
  throw unknownName(term, inventory, place)
}

function unknownName(term: string, inventory: Inventory, place: Place | undefined): InputError {
  const names = [...inventory.groups.keys(), ...inventory.hosts.keys()]
  const base = term.replace(/\[[^\]]*\]$/, '')
  const near = names.includes(base) ? undefined : nearest(base, names)
  const groups = [...inventory.groups.keys()].map(name => `\`${name}\``).join(', ')
  return new InputError(`no host or group matches \`${term}\``, {
    place,
    hint: near ? `did you mean \`${near}\`?` : `the groups are ${groups}`,
  })
}
