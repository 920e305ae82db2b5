import { joinLines, splitLines } from './lines.ts'

/** A line of an authorized_keys file that has a key. Format: sshd(8), "AUTHORIZED_KEYS FILE FORMAT". */
interface Key {
  readonly options: readonly string[]
  readonly type: string
  /** The key itself in base64, by which lines are compared. */
  readonly blob: string
  readonly comment: string
}

const TYPE = /^(webauthn-)?(sk-)?(ssh|ecdsa)-[a-z0-9-]+(@openssh\.com)?$/

/** Why a text is no list of public keys, one per line; undefined if it is one. Blank lines and comments may be among them. */
export function keyFault(text: string): string | undefined {
  for (const line of linesOf(text)) {
    const key = parseKey(line)
    if (key === undefined && /PRIVATE KEY/.test(line)) return 'this is a private key: give its public key'
    if (key === undefined)
      return `expected a public key such as \`ssh-ed25519 AAAA… name\`, found \`${line.slice(0, 40)}\``
    if (!isOfType(key)) return `the key of type \`${key.type}\` is incomplete or broken`
  }
  return undefined
}

/** The public keys in a text without a fault, with options and comment replaced by those that are given. */
export function parseKeys(
  text: string,
  { options, comment }: { readonly options: string | undefined; readonly comment: string | undefined },
): readonly Key[] {
  return linesOf(text).flatMap(line => {
    const key = parseKey(line)
    if (key === undefined) return []
    const given = options === undefined ? key.options : splitOptions(options)
    return [{ ...key, options: given, comment: comment ?? key.comment }]
  })
}

/**
 * The text of an authorized_keys file with these keys, at its end if they are new or differ, or without them. With `isExclusive` it has
 * no other line. Lines that stay are left as they are.
 */
export function editKeys(
  text: string,
  keys: readonly Key[],
  { isAbsent, isExclusive }: { readonly isAbsent: boolean; readonly isExclusive: boolean },
): string {
  const lines = splitLines(text)
  const wanted = new Map(keys.map(key => [key.blob, key]))
  const found = new Set<string>()
  const kept = lines.filter(line => {
    const key = parseKey(line)
    const right = key && wanted.get(key.blob)
    if (key === undefined || right === undefined) return isAbsent || !isExclusive
    if (isAbsent || found.has(key.blob) || !isEqual(key, right)) return false
    found.add(key.blob)
    return true
  })
  const added = isAbsent ? [] : [...wanted.values()].filter(({ blob }) => !found.has(blob)).map(showKey)
  if (added.length === 0 && kept.length === lines.length) return text
  return joinLines([...kept, ...added])
}

function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
}

/** The key in a line, behind options if it has some; undefined for a line without one. */
function parseKey(line: string): Key | undefined {
  const trimmed = line.trim()
  const first = /^\S*/.exec(trimmed)?.[0] ?? ''
  const options = TYPE.test(first) ? '' : (OPTIONS.exec(trimmed)?.[0] ?? '')
  const [, type = '', blob = '', comment = ''] =
    /^(\S+)\s+(\S+)\s*(.*)$/.exec(trimmed.slice(options.length).trim()) ?? []
  return TYPE.test(type) ? { options: splitOptions(options), type, blob, comment } : undefined
}

/** Options end at white space outside double quotes, in which a quote is written `\"`. */
const OPTIONS = /^([^\s"]|"(\\"|[^"])*")+/

function splitOptions(options: string): string[] {
  return options.match(/([^,"]|"(\\"|[^"])*")+/g)?.map(option => option.trim()) ?? []
}

/** Whether the key in base64 begins with its own type, as RFC 4253 writes it. */
function isOfType({ type, blob }: Key): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(blob)) return false
  const bytes = Buffer.from(blob, 'base64')
  const length = bytes.length > 4 ? bytes.readUInt32BE(0) : 0
  return bytes.length > 4 + length && bytes.subarray(4, 4 + length).toString() === type
}

function isEqual(one: Key, other: Key): boolean {
  const sorted = (key: Key) => [...key.options].sort().join()
  return one.type === other.type && one.comment === other.comment && sorted(one) === sorted(other)
}

function showKey({ options, type, blob, comment }: Key): string {
  return [options.join(), type, blob, comment].filter(each => each !== '').join(' ')
}
