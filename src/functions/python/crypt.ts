import { createHash, randomInt } from 'node:crypto'

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Returns a new random salt with that number of characters. */
export function randomSalt(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
}

/**
 * An algorithm of crypt(3): its identifier, the hash function, and the groups of digest bytes that are encoded
 * together, in the order of the text.
 */
interface Sha {
  readonly id: string
  readonly name: 'sha256' | 'sha512'
  readonly groups: readonly (readonly number[])[]
}

const SHA256: Sha = {
  id: '5',
  name: 'sha256',
  groups: [...[...Array(10).keys()].map(group => rotated([0, 10, 20], group, 2)), [31, 30]],
}

const SHA512: Sha = {
  id: '6',
  name: 'sha512',
  groups: [...[...Array(21).keys()].map(group => rotated([0, 21, 42], group, 1)), [63]],
}

/**
 * Returns the byte positions of a group. Each group uses the next byte of three sequences, and begins with another
 * of them.
 */
function rotated(starts: readonly number[], group: number, by: number): number[] {
  const turn = (group * by) % 3
  return [...starts.slice(turn), ...starts.slice(0, turn)].map(start => start + group)
}

/**
 * Hashes a password in the format of `/etc/shadow` with SHA-crypt (Drepper, "Unix crypt using SHA-256 and SHA-512",
 * version 0.4). `rounds` must be from 1000 to 999,999,999 and is included in the text; if absent, it is 5000, and
 * the text does not contain it.
 */
export function shaCrypt(
  algorithm: 'sha256' | 'sha512',
  password: string,
  salt: string,
  rounds?: number,
): string {
  const sha = algorithm === 'sha256' ? SHA256 : SHA512
  const key = Buffer.from(password)
  const saltBytes = Buffer.from(salt)
  const digest = (...parts: readonly Buffer[]): Buffer => {
    const hash = createHash(sha.name)
    for (const part of parts) hash.update(part)
    return hash.digest()
  }
  const other = digest(key, saltBytes, key)
  const bits = [...key.length.toString(2)].reverse()
  let state = digest(
    key,
    saltBytes,
    repeated(other, key.length),
    ...(key.length === 0 ? [] : bits.map(bit => (bit === '1' ? other : key))),
  )
  const p = repeated(digest(...Array.from({ length: key.length }, () => key)), key.length)
  const s = repeated(
    digest(...Array.from({ length: 16 + (state[0] ?? 0) }, () => saltBytes)),
    saltBytes.length,
  )
  for (let round = 0; round < (rounds ?? 5000); round += 1) {
    const [first, last] = round % 2 === 0 ? [state, p] : [p, state]
    state = digest(first, ...(round % 3 === 0 ? [] : [s]), ...(round % 7 === 0 ? [] : [p]), last)
  }
  const stated = rounds === undefined ? '' : `rounds=${rounds}$`
  return `$${sha.id}$${stated}${salt}$${sha.groups.map(group => encoded(state, group)).join('')}`
}

/** Hashes a password as `$1$salt$…` with MD5-crypt (Kamp, FreeBSD's crypt-md5.c). */
export function md5Crypt(password: string, salt: string): string {
  return markedMd5Crypt('$1$', password, salt)
}

/** Hashes a password as `$apr1$salt$…`, Apache's variant of MD5-crypt. Source: "Password Formats" of Apache. */
export function apr1Crypt(password: string, salt: string): string {
  return markedMd5Crypt('$apr1$', password, salt)
}

function markedMd5Crypt(mark: string, password: string, salt: string): string {
  const key = Buffer.from(password)
  const saltBytes = Buffer.from(salt)
  const digest = (...parts: readonly Buffer[]): Buffer => {
    const hash = createHash('md5')
    for (const part of parts) hash.update(part)
    return hash.digest()
  }
  const other = digest(key, saltBytes, key)
  const bits = key.length === 0 ? [] : [...key.length.toString(2)].reverse()
  let state = digest(
    key,
    Buffer.from(mark),
    saltBytes,
    repeated(other, key.length),
    ...bits.map(bit => (bit === '1' ? Buffer.of(0) : key.subarray(0, 1))),
  )
  for (let round = 0; round < 1000; round += 1) {
    const [first, last] = round % 2 === 0 ? [state, key] : [key, state]
    state = digest(first, ...(round % 3 === 0 ? [] : [saltBytes]), ...(round % 7 === 0 ? [] : [key]), last)
  }
  const groups = [...[...Array(5).keys()].map(at => [at, at + 6, at === 4 ? 5 : at + 12]), [11]]
  return `${mark}${salt}$${groups.map(group => encoded(state, group)).join('')}`
}

/** Repeats the bytes up to a length. */
function repeated(bytes: Buffer, length: number): Buffer {
  return Buffer.alloc(length, bytes)
}

/** Encodes some bytes of a digest as one number: six bits per character, lowest bits first. */
function encoded(digest: Buffer, group: readonly number[]): string {
  let rest = group.reduce((sum, at) => sum * 256 + (digest[at] ?? 0), 0)
  let text = ''
  for (let left = Math.ceil((group.length * 8) / 6); left > 0; left -= 1) {
    text += ALPHABET[rest % 64]
    rest = Math.floor(rest / 64)
  }
  return text
}
