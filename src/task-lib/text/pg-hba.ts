import { lengthOfMask, parseAddress, subnetOf } from '../../base/ip-address.ts'

export const HBA_TYPES = ['local', 'host', 'hostssl', 'hostnossl', 'hostgssenc', 'hostnogssenc'] as const

/** A rule of pg_hba.conf. Source: PostgreSQL, "The pg_hba.conf File". */
export interface HbaRule {
  readonly type: (typeof HBA_TYPES)[number]
  readonly db: string
  readonly usr: string
  /** None for `local`; of a network, its first address and the length of its prefix. */
  readonly src?: string | undefined
  readonly method: string
  readonly options?: string | undefined
  /** What comes behind `#`. */
  readonly comment?: string | undefined
}

/** What becomes of the rules that a task names. */
export interface HbaEdit {
  readonly changes: readonly { readonly rule: HbaRule; readonly isPresent: boolean }[]
  /** Whether all other rules are removed. */
  readonly overwrite: boolean
}

/** A line, or several that backslashes join, with their ends; `rule` is undefined for comments and all else. */
interface HbaLine {
  readonly text: string
  readonly rule?: HbaRule | undefined
}

/** The rules in a file, in its order. */
export function hbaRules(text: string): HbaRule[] {
  return readLines(text).flatMap(({ rule }) => (rule === undefined ? [] : [rule]))
}

/**
 * Changes rules in the text of a pg_hba.conf. A rule takes the place of one for the same source, database and user. A new one comes
 * before the first that is less specific. All other lines stay as they are.
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

/** An address with its mask as a network, or the name of a host, as `HbaRule` has it; undefined if the mask does not fit. */
export function hbaSource(address: string, netmask?: string): string | undefined {
  const network = parseAddress(netmask === undefined ? address : `${address}/${prefixOfMask(netmask)}`)
  if (network === undefined) return netmask === undefined ? address : undefined
  return subnetOf(network)
}

/** The number of ones that a mask begins with; the mask itself if it is none, or one of IPv4. */
function prefixOfMask(netmask: string): string {
  const mask = parseAddress(netmask)
  const length = mask?.version === 6 ? lengthOfMask(mask) : undefined
  return length === undefined ? netmask : String(length)
}

/** A list of names, or one: what is in quotes is one name, whatever is in it. */
export const HBA_WORD = /^(?:"[^"\n]*"|[^\s"#])+$/

function readLines(text: string): HbaLine[] {
  const lines = text.match(/(?:[^\n]*\\\r?\n)*[^\n]*(?:\n|$)/g)?.filter(line => line !== '') ?? []
  return lines.map(line => ({ text: line, rule: readRule(line) }))
}

/** Undefined for a comment, and for what is no rule: an empty line, `include`, an unknown type. */
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

/** Takes the address, and its mask if there is one, from the words after the user. */
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

/** Behind the rule before the first that is less specific, so that its comments stay above it; without one, right before that. */
function placeFor(lines: readonly HbaLine[], rule: HbaRule): number {
  const next = lines.findIndex(line => line.rule !== undefined && comesBefore(rule, line.rule))
  const before = next < 0 ? lines : lines.slice(0, next)
  const previous = before.findLastIndex(line => line.rule !== undefined)
  if (previous >= 0) return previous + 1
  return before.length
}

/** A last line that lacks its end must not run into what comes after it. */
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

/** Types of connections of which none is of both. */
const OPPOSITES: readonly (readonly [string, string])[] = [
  ['hostssl', 'hostnossl'],
  ['hostgssenc', 'hostnogssenc'],
]

/** Whether two rules are for the same source, database and user, so that one takes the place of the other. */
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

/** The length of the prefix on the scale of IPv6, and such numbers for what is no network. */
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
