import { createHash } from 'node:crypto'
import { TaskError } from '../../errors.ts'

/** An OpenPGP public key with its subkeys, user IDs and signatures. */
export interface KeyBlock {
  /** Fingerprints in upper-case hex: first that of the key, then those of its subkeys. */
  readonly fingerprints: readonly [string, ...string[]]
  /** When it expires, in milliseconds since 1970; undefined if it never does. */
  readonly expires?: number
  /** All its packets, not armored. */
  readonly bytes: Buffer
}

/** Tags of packets. Source: RFC 9580, section 5. */
const [SIGNATURE, SECRET_KEY, PUBLIC_KEY, SUBKEY] = [2, 5, 6, 14]

const BLOCK = /-----BEGIN PGP PUBLIC KEY BLOCK-----\r?\n(.*?)-----END PGP PUBLIC KEY BLOCK-----/gs

/**
 * Reads public keys, armored or binary. Empty input has none. Throws TaskError for anything else that is not a public
 * key; the message calls the input `where`.
 */
export function keysIn(bytes: Buffer, where: string): KeyBlock[] {
  const blocks = [...bytes.toString('latin1').matchAll(BLOCK)].map(([, body = '']) => withoutArmor(body))
  const packets = packetsOf(blocks.length > 0 ? Buffer.concat(blocks) : bytes, where)
  const keys: Packet[][] = []
  for (const packet of packets) {
    if (packet.tag === PUBLIC_KEY) keys.push([packet])
    else if (keys.length > 0) keys.at(-1)?.push(packet)
    else throw noKeys(where)
  }
  return keys.map(blockOf)
}

/** Returns binary keys in ASCII armor, with the checksum that rpm requires. Source: RFC 4880, section 6. */
export function armored(bytes: Buffer): Buffer {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  const [begin, end] = ['BEGIN', 'END'].map(word => `-----${word} PGP PUBLIC KEY BLOCK-----`)
  return Buffer.from([begin, '', ...lines, `=${checksumOf(bytes)}`, end, ''].join('\n'))
}

/** Returns the CRC-24 of bytes in base64. Source: RFC 4880, section 6.1. */
function checksumOf(bytes: Buffer): string {
  let crc = 0xb704ce
  for (const byte of bytes) {
    crc ^= byte << 16
    for (let bit = 0; bit < 8; bit += 1) {
      crc <<= 1
      if (crc & 0x1000000) crc ^= 0x1864cfb
    }
  }
  const sum = Buffer.alloc(3)
  sum.writeUIntBE(crc & 0xffffff, 0, 3)
  return sum.toString('base64')
}

/** Decodes the body of an armored block, without its headers and checksum. */
function withoutArmor(body: string): Buffer {
  const lines = body.split(/\r?\n/)
  const headers = lines.findIndex(line => line.trim() === '')
  const isHeader = (line: string): boolean => /^[A-Za-z][A-Za-z-]*: /.test(line)
  const start = headers > 0 && lines.slice(0, headers).every(isHeader) ? headers + 1 : 0
  return Buffer.from(
    lines
      .slice(start)
      .filter(line => !/^=[A-Za-z0-9+/]{4}\s*$/.test(line))
      .join(''),
    'base64',
  )
}

interface Packet {
  readonly tag: number
  readonly body: Buffer
  /** All bytes of the packet, with its header. */
  readonly whole: Buffer
}

function packetsOf(bytes: Buffer, where: string): Packet[] {
  if (bytes.subarray(8, 12).toString('latin1') === 'KBXf')
    throw new TaskError(`${where} is a keybox of GnuPG, which apt cannot read`, {
      hint: 'replace it with what `gpg --export` prints, or remove it',
    })
  const packets: Packet[] = []
  let at = 0
  while (at < bytes.length) {
    const header = headerAt(bytes, at)
    if (header === undefined || header.end > bytes.length) throw noKeys(where)
    if (header.tag === SECRET_KEY)
      throw new TaskError(`${where} is a secret key`, { hint: 'export the public key: `gpg --export`' })
    packets.push({
      tag: header.tag,
      body: bytes.subarray(header.start, header.end),
      whole: bytes.subarray(at, header.end),
    })
    at = header.end
  }
  return packets
}

/**
 * Parses a packet header: the positions at which the body starts and ends; undefined if the header is invalid. Partial
 * body lengths are not supported: they are only for data. Source: RFC 9580, section 4.2.
 */
function headerAt(bytes: Buffer, at: number): { tag: number; start: number; end: number } | undefined {
  const first = bytes[at] ?? 0
  if ((first & 0x80) === 0) return undefined
  const after = (tag: number, width: number, length: number) => {
    const start = at + 1 + width
    return { tag, start, end: start + length }
  }
  if ((first & 0x40) === 0) {
    const [tag, width] = [(first >> 2) & 0xf, 1 << (first & 3)]
    if (width > 4 || at + 1 + width > bytes.length) return undefined
    return after(tag, width, bytes.readUIntBE(at + 1, width))
  }
  const read = lengthAt(bytes, at + 1)
  return read && after(first & 0x3f, read.width, read.length)
}

/** Parses a length of one, two or five bytes, the encoding in packets and subpackets. */
function lengthAt(bytes: Buffer, at: number): { width: number; length: number } | undefined {
  const [first = 0, second = 0] = bytes.subarray(at, at + 2)
  if (at >= bytes.length) return undefined
  if (first < 192) return { width: 1, length: first }
  if (first < 224) return { width: 2, length: ((first - 192) << 8) + second + 192 }
  return first === 255 && at + 5 <= bytes.length
    ? { width: 5, length: bytes.readUInt32BE(at + 1) }
    : undefined
}

function noKeys(where: string): TaskError {
  return new TaskError(`${where} is not an OpenPGP public key`, {
    hint: 'expected what `gpg --export` or `gpg --armor --export` prints',
  })
}

function blockOf(packets: readonly Packet[]): KeyBlock {
  const [key, ...others] = packets as [Packet, ...Packet[]]
  const fingerprint = fingerprintOf(key.body)
  const subkeys = others.filter(({ tag }) => tag === SUBKEY).map(({ body }) => fingerprintOf(body))
  const first = others.findIndex(({ tag }) => tag === SUBKEY)
  const own = first < 0 ? others : others.slice(0, first)
  const lifetime = lifetimeIn(own, fingerprint)
  const created = key.body.length >= 5 ? key.body.readUInt32BE(1) : 0
  return {
    fingerprints: [fingerprint, ...subkeys],
    ...(lifetime > 0 ? { expires: (created + lifetime) * 1000 } : {}),
    bytes: Buffer.concat(packets.map(({ whole }) => whole)),
  }
}

/** Returns the fingerprint of a key packet in upper-case hex. Source: RFC 9580, section 5.5.4. */
function fingerprintOf(body: Buffer): string {
  const isNew = (body[0] ?? 0) >= 6
  const length = Buffer.alloc(isNew ? 4 : 2)
  if (isNew) length.writeUInt32BE(body.length)
  else length.writeUInt16BE(body.length & 0xffff)
  return createHash(isNew ? 'sha256' : 'sha1')
    .update(Buffer.from([isNew ? 0x9b : 0x99]))
    .update(length)
    .update(body)
    .digest('hex')
    .toUpperCase()
}

/** Subpackets of signatures. Source: RFC 9580, section 5.2.3.7. */
const [MADE, LIFETIME, ISSUER, ISSUER_FINGERPRINT] = [2, 9, 16, 33]

/** Returns the lifetime of a key in seconds, from its newest self-signature; 0 if it does not expire. */
function lifetimeIn(packets: readonly Packet[], fingerprint: string): number {
  let newest = { made: -1, lifetime: 0 }
  for (const { tag, body } of packets) {
    // Certifications of user IDs, and direct key signatures.
    const isOverKey = /^1[0-3f]$/.test((body[1] ?? 0).toString(16))
    if (tag !== SIGNATURE || body[0] !== 4 || !isOverKey || body.length < 8) continue
    const hashedEnd = 6 + body.readUInt16BE(4)
    const hashed = subpacketsIn(body.subarray(6, hashedEnd))
    const all = [...hashed, ...subpacketsIn(body.subarray(hashedEnd + 2))]
    const issuer = all.find(({ type }) => type === ISSUER)?.data.toString('hex')
    const issuers = all
      .find(({ type }) => type === ISSUER_FINGERPRINT)
      ?.data.subarray(1)
      .toString('hex')
    const by = (issuers ?? issuer ?? '').toUpperCase()
    if (by === '' || !fingerprint.endsWith(by)) continue
    const number = (wanted: number) => {
      const data = hashed.find(({ type }) => type === wanted)?.data
      return data?.length === 4 ? data.readUInt32BE(0) : 0
    }
    const made = number(MADE)
    if (made > newest.made) newest = { made, lifetime: number(LIFETIME) }
  }
  return newest.lifetime
}

function subpacketsIn(area: Buffer): { type: number; data: Buffer }[] {
  const found: { type: number; data: Buffer }[] = []
  for (let at = 0; at < area.length; ) {
    const read = lengthAt(area, at)
    if (read === undefined || read.length === 0) break
    const start = at + read.width
    found.push({ type: (area[start] ?? 0) & 0x7f, data: area.subarray(start + 1, start + read.length) })
    at = start + read.length
  }
  return found
}
