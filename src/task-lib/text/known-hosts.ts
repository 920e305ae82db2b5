import { createHmac } from 'node:crypto'
import { joinLines, splitLines } from './lines.ts'

/** A line of a known_hosts file. Format: sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT". */
interface KnownHost {
  /** `@cert-authority`, `@revoked` or empty. */
  readonly marker: string
  /** Host names separated by commas, or one hashed name. */
  readonly hosts: string
  readonly type: string
  readonly blob: string
}

/** Parses host keys, one per line; undefined if a line is neither a host key nor a comment. */
export function readKnownHosts(text: string): readonly KnownHost[] | undefined {
  const found = text
    .split('\n')
    .filter(line => line.trim() !== '' && !line.trim().startsWith('#'))
    .map(parse)
  return found.every(each => each !== undefined) ? found : undefined
}

/** Whether a line is for this host. Its names may be patterns or a hash. */
export function namesHost({ hosts }: KnownHost, host: string): boolean {
  if (hosts.startsWith('|1|')) {
    const [, , salt = '', hash] = hosts.split('|')
    return hashOf(host, Buffer.from(salt, 'base64')) === hash
  }
  const matching = hosts.split(',').filter(pattern => matches(pattern.replace(/^!/, ''), host))
  return matching.length > 0 && matching.every(pattern => !pattern.startsWith('!'))
}

/**
 * Returns the line of a key, with a hashed name if `isHashed`. The salt is derived from name and key, so that the line
 * is the same every time.
 */
function showKnownHost(key: KnownHost, host: string, isHashed: boolean): string {
  const { marker, type, blob } = key
  const salt = createHmac('sha1', blob).update(host).digest()
  const hosts = isHashed ? `|1|${salt.toString('base64')}|${hashOf(host, salt)}` : key.hosts
  return [...(marker === '' ? [] : [marker]), hosts, type, blob].join(' ')
}

/**
 * Edits the keys of a host in the text of a known_hosts file. Each wanted key replaces another key of the same type.
 * With `isAbsent`, removes these keys or, if none are given, all lines of the host.
 */
export function editKnownHosts(
  text: string,
  host: string,
  wanted: { readonly isAbsent: boolean; readonly keys: readonly KnownHost[]; readonly isHashed: boolean },
): string {
  const { isAbsent, keys, isHashed } = wanted
  const lines = splitLines(text)
  const found = new Set<KnownHost>()
  const kept = lines.filter(line => {
    const now = parse(line)
    if (now === undefined || !namesHost(now, host)) return true
    if (isAbsent) return keys.length > 0 && !keys.some(key => isSameKey(now, key))
    const key =
      keys.find(each => isSameKey(now, each)) ??
      keys.find(each => each.type === now.type && each.marker === now.marker)
    if (key === undefined) return true
    const hasForm = isHashed ? now.hosts.startsWith('|1|') : now.hosts === key.hosts
    const isRight = isSameKey(now, key) && (hasForm || bothHashed(now, key)) && !found.has(key)
    if (isRight) found.add(key)
    return isRight
  })
  const added = isAbsent
    ? []
    : keys.filter(key => !found.has(key)).map(key => showKnownHost(key, host, isHashed))
  if (added.length === 0 && kept.length === lines.length) return text
  return joinLines([...kept, ...added])
}

function parse(line: string): KnownHost | undefined {
  const [, marker = '', hosts, type, blob] =
    /^\s*(?:(@[a-z-]+)\s+)?([^\s#@]\S*)\s+((?:sk-)?(?:ssh|ecdsa)-\S+)\s+([A-Za-z0-9+/]+={0,2})(?:\s|$)/.exec(
      line,
    ) ?? []
  if (hosts === undefined || type === undefined || blob === undefined) return undefined
  return { marker, hosts, type, blob }
}

function isSameKey(one: KnownHost, other: KnownHost): boolean {
  return one.marker === other.marker && one.type === other.type && one.blob === other.blob
}

function bothHashed(one: KnownHost, other: KnownHost): boolean {
  return one.hosts.startsWith('|1|') && other.hosts.startsWith('|1|')
}

/** Whether a host matches a pattern, in which `*` matches any characters and `?` one character. */
function matches(pattern: string, host: string): boolean {
  const source = pattern
    .toLowerCase()
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`).test(host)
}

function hashOf(host: string, salt: Buffer): string {
  return createHmac('sha1', salt).update(host).digest('base64')
}
