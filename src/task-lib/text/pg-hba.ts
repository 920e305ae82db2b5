import { lengthOfMask, parseAddress, subnetOf } from '../../base/ip-address.ts'

/** The types of connections for which a rule can be. */
export const HBA_TYPES = ['local', 'host', 'hostssl', 'hostnossl', 'hostgssenc', 'hostnogssenc'] as const

/** A rule of pg_hba.conf. Source: PostgreSQL, "The pg_hba.conf File". */
export interface HbaRule {
  readonly type: (typeof HBA_TYPES)[number]
  readonly db: string
  readonly usr: string
  /** Absent for `local`. A network is its first address and its prefix length. */
  readonly src?: string | undefined
  readonly method: string
  readonly options?: string | undefined
  /** The text after `#`. */
  readonly comment?: string | undefined
}

/** The changes that a task requests. */
export interface HbaEdit {
  readonly changes: readonly { readonly rule: HbaRule; readonly isPresent: boolean }[]
  /** Whether all other rules are removed. */
  readonly overwrite: boolean
}

/**
 * A line, or several lines joined by backslashes, with their line ends. `rule` is undefined for lines without a rule,
 * such as comments.
 */
interface HbaLine {
  readonly text: string
  readonly rule?: HbaRule | undefined
}

/** Parses the rules of a pg_hba.conf, in the order of the file. */
export function hbaRules(text: string): HbaRule[] {
  return readLines(text).flatMap(({ rule }) => (rule === undefined ? [] : [rule]))
}

/**
 * Edits rules in the text of a pg_hba.conf. A rule replaces the one for the same source, database and user; a new rule
 * is inserted before the first one that is less specific. All other lines are kept.
 */
export function editHba(text: string, { changes, overwrite }: HbaEdit): string {
  const all = readLines(text)
  const isWanted = (rule: HbaRule) =>
    changes.some(change => change.isPresent && isSamePlace(change.rule, rule))
  let lines = overwrite ? all.filter(({ rule }) => rule === undefined || isWanted(rule)) : all
  for (const { rule, isPresent } of changes)
    lines = isPresent
      ? withRule(lines, rule)
      : lines.filter(line => line.rule === undefined || !isSamePlace(line.rule, rule))
  return lines.map(line => line.text).join('')
}

/**
 * Converts an address, with or without a mask, to the form of `src` in `HbaRule`; a host name is returned unchanged.
 * Undefined if the mask is not valid for the address.
 */
export function hbaSource(address: string, netmask?: string): string | undefined {
  const network = parseAddress(netmask === undefined ? address : `${address}/${prefixOfMask(netmask)}`)
  if (network === undefined) return netmask === undefined ? address : undefined
  return subnetOf(network)
}

/** Returns the prefix length of an IPv6 mask; other masks are returned unchanged. */
function prefixOfMask(netmask: string): string {
  const mask = parseAddress(netmask)
  const length = mask?.version === 6 ? lengthOfMask(mask) : undefined
  return length === undefined ? netmask : String(length)
}

/** Matches one name or a list of names; a quoted part may contain any character except a line feed. */
export const HBA_WORD = /^(?:"[^"\n]*"|[^\s"#])+$/

function readLines(text: string): HbaLine[] {
  const lines = text.match(/(?:[^\n]*\\\r?\n)*[^\n]*(?:\n|$)/g)?.filter(line => line !== '') ?? []
  return lines.map(line => ({ text: line, rule: readRule(line) }))
}

/** Parses a line; undefined for a line without a rule: a comment, an empty line, `include`, an unknown type. */
function readRule(line: string): HbaRule | undefined {
  const joined = line.replace(/\\\r?\n/g, ' ').trim()
  const [rule = ''] = /^(?:"[^"]*"|[^"#])*/.exec(joined) ?? []
  const comment = joined.slice(rule.length + 1)
  const words = rule.replace(/,\s+/g, ',').match(/(?:"[^"]*"|[^\s"])+/g) ?? []
  const [written, db, usr, ...rest] = words
  const type = HBA_TYPES.find(each => each === written)
  if (type === undefined || db === undefined || usr === undefined) return undefined
  const source = type === 'local' ? {} : takeSource(rest)
  const [method, ...options] = rest
  if (method === undefined || source === undefined) return undefined
  return {
    ...{ type, db, usr, ...source, method },
    ...(options.length > 0 ? { options: options.join(' ') } : {}),
    ...(comment === '' ? {} : { comment }),
  }
}

/** Removes the address, and its mask if there is one, from the words after the user, and returns them as `src`. */
function takeSource(words: string[]): { readonly src: string } | undefined {
  const [address, mask] = words
  if (address === undefined) return undefined
  const hasMask = mask !== undefined && parseAddress(mask) !== undefined && !address.includes('/')
  words.splice(0, hasMask ? 2 : 1)
  const src = hbaSource(address, hasMask ? mask : undefined)
  return src === undefined ? undefined : { src }
}

function withRule(lines: readonly HbaLine[], rule: HbaRule): HbaLine[] {
  const [first, ...others] = lines.filter(line => line.rule !== undefined && isSamePlace(line.rule, rule))
  const left = lines.filter(line => !others.includes(line))
  const found = first?.rule
  if (found !== undefined) {
    const wanted = { ...rule, comment: rule.comment ?? found.comment }
    return left.map(line => (line !== first || isSameRule(found, wanted) ? line : lineOf(wanted)))
  }
  const at = placeFor(left, rule)
  return [...withEnd(left.slice(0, at)), lineOf(rule), ...left.slice(at)]
}

/**
 * Returns the index for a new rule: after the rule that precedes the first less specific one, so that the comments of
 * the latter stay above it. If no rule precedes it, directly before the first less specific one.
 */
function placeFor(lines: readonly HbaLine[], rule: HbaRule): number {
  const next = lines.findIndex(line => line.rule !== undefined && comesBefore(rule, line.rule))
  const before = next < 0 ? lines : lines.slice(0, next)
  const previous = before.findLastIndex(line => line.rule !== undefined)
  if (previous >= 0) return previous + 1
  return before.length
}

/** Adds a missing line feed to the last line, so that it is not joined with the next one. */
function withEnd(lines: readonly HbaLine[]): HbaLine[] {
  const last = lines.at(-1)
  if (last === undefined || last.text.endsWith('\n')) return [...lines]
  return [...lines.slice(0, -1), { ...last, text: `${last.text}\n` }]
}

function lineOf(rule: HbaRule): HbaLine {
  const { type, db, usr, src, method, options, comment } = rule
  const words = [type, db, usr, src, method, options].filter(word => word !== undefined)
  const end = comment === undefined ? '' : `\t#${comment}`
  return { text: `${words.join('\t')}${end}\n`, rule }
}

/** Pairs of types that exclude each other: no connection is of both types. */
const OPPOSITES: readonly (readonly [string, string])[] = [
  ['hostssl', 'hostnossl'],
  ['hostgssenc', 'hostnogssenc'],
]

/** Whether two rules are for the same source, database and user, so that one replaces the other. */
function isSamePlace(one: HbaRule, other: HbaRule): boolean {
  const types = [one.type, other.type]
  if (OPPOSITES.some(pair => pair.every(type => types.includes(type as HbaRule['type'])))) return false
  return one.src === other.src && one.db === other.db && one.usr === other.usr
}

function isSameRule(one: HbaRule, other: HbaRule): boolean {
  const { type, method, options, comment } = other
  return one.type === type && one.method === method && one.options === options && one.comment === comment
}

/** Whether a rule comes before another in Ansible's order: by source, database and user, the more specific first. */
function comesBefore(one: HbaRule, other: HbaRule): boolean {
  const [mine, others] = [weightsOf(one), weightsOf(other)]
  const at = mine.findIndex((weight, nth) => weight !== others[nth])
  if (at >= 0) return (mine[at] ?? 0) < (others[at] ?? 0)
  return (one.src ?? lineOf(one).text) < (other.src ?? lineOf(other).text)
}

function weightsOf({ src, db, usr }: HbaRule): number[] {
  return [-sourceWeight(src), databaseWeight(db), usr === 'all' ? 1_000_000 : 1]
}

/**
 * Returns how specific a source is: the prefix length, scaled to IPv6, or a comparable number for a source that is not
 * a network.
 */
function sourceWeight(src: string | undefined): number {
  if (src === undefined) return 130
  const network = parseAddress(src)
  if (network !== undefined) return network.version === 4 ? network.prefix * 4 : network.prefix
  const named: Readonly<Record<string, number>> = { all: 0, samehost: 129, samenet: 96 }
  return named[src] ?? (src.startsWith('.') ? 64 : 128)
}

function databaseWeight(db: string): number {
  if (db === 'all') return 100_000
  if (db === 'replication') return 0
  return db === 'samerole' || db === 'samegroup' ? 1 : 1 + (db.match(/,/g)?.length ?? 0)
}
