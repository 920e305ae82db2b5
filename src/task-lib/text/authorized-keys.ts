import { joinLines, splitLines } from './lines.ts'

/** A key in an authorized_keys file. Format: sshd(8), "AUTHORIZED_KEYS FILE FORMAT". */
interface Key {
  readonly options: readonly string[]
  readonly type: string
  /** The key data in base64; lines with the same data are lines for the same key. */
  readonly blob: string
  readonly comment: string
}

const TYPE = /^(webauthn-)?(sk-)?(ssh|ecdsa)-[a-z0-9-]+(@openssh\.com)?$/

/**
 * Checks that a string is a list of public keys, one per line, with blank lines and comments allowed. Returns the
 * fault; undefined if there is none.
 */
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

/**
 * Parses public keys. `options` and `comment`, if given, replace those of each key. The string must have passed
 * `keyFault`.
 */
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
 * Adds keys to the text of an authorized_keys file, or removes them. A key that is new or differs is added at the end.
 * With `isExclusive`, all other lines are removed. Remaining lines are unchanged.
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

/** Parses a line, which may have options before the key; undefined for a line without a key. */
function parseKey(line: string): Key | undefined {
  const trimmed = line.trim()
  const first = /^\S*/.exec(trimmed)?.[0] ?? ''
  const options = TYPE.test(first) ? '' : (OPTIONS.exec(trimmed)?.[0] ?? '')
  const [, type = '', blob = '', comment = ''] =
    /^(\S+)\s+(\S+)\s*(.*)$/.exec(trimmed.slice(options.length).trim()) ?? []
  return TYPE.test(type) ? { options: splitOptions(options), type, blob, comment } : undefined
}

/** Matches the options of a line. They end at white space outside double quotes; in these, a quote is written `\"`. */
const OPTIONS = /^([^\s"]|"(\\"|[^"])*")+/

function splitOptions(options: string): string[] {
  return options.match(/([^,"]|"(\\"|[^"])*")+/g)?.map(option => option.trim()) ?? []
}

/** Whether the key data begins with the name of the key's type. Source: RFC 4253, section 6.6. */
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
