import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'

/** Matches a stored SCRAM verifier: iterations, salt, StoredKey and ServerKey. Source: pg_authid, RFC 5803. */
const SCRAM = /^SCRAM-SHA-256\$(\d+):([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)$/
const MD5 = /^md5[0-9a-f]{32}$/

/** The number of iterations for a new verifier: PostgreSQL's default. Source: `scram_iterations`. */
const ITERATIONS = 4096

/** The maximum of iterations that is accepted from a server, because each costs time on the controller. */
const MOST_ITERATIONS = 10_000_000

/** Whether a stored verifier belongs to this password of a user. The password may itself be a verifier. */
export function isPostgresPassword(stored: string | null, password: string, user: string): boolean {
  if (stored === null || isVerifier(password)) return stored === password
  const [, iterations, salt, , serverKey] = SCRAM.exec(stored) ?? []
  if (iterations === undefined || salt === undefined) return stored === md5Verifier(password, user)
  if (Number(iterations) > MOST_ITERATIONS) return false
  // The server uses a password unchanged if SASLprep refuses it.
  return [password, prepared(password)].some(
    each => keysOf(each, Buffer.from(salt, 'base64'), Number(iterations)).serverKey === serverKey,
  )
}

/**
 * Converts a password to the verifier that is sent to the server, so that the password itself does not appear in its
 * logs. `encryption` is the setting `password_encryption`. A password with non-ASCII characters is returned unchanged:
 * the server must prepare it.
 */
export function postgresVerifier(password: string, user: string, encryption: string): string {
  if (isVerifier(password) || !/^[\x20-\x7e]+$/.test(password)) return password
  if (encryption !== 'scram-sha-256') return md5Verifier(password, user)
  const salt = randomBytes(16)
  const { storedKey, serverKey } = keysOf(password, salt, ITERATIONS)
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${serverKey}`
}

function isVerifier(password: string): boolean {
  return SCRAM.test(password) || MD5.test(password)
}

function md5Verifier(password: string, user: string): string {
  return `md5${createHash('md5').update(`${password}${user}`).digest('hex')}`
}

/** Derives the keys of a SCRAM verifier from a password. Source: RFC 5802, section 3. */
function keysOf(password: string, salt: Buffer, iterations: number) {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256')
  const hmac = (text: string): Buffer => createHmac('sha256', salted).update(text).digest()
  return {
    storedKey: createHash('sha256').update(hmac('Client Key')).digest('base64'),
    serverKey: hmac('Server Key').toString('base64'),
  }
}

/**
 * Applies the mappings of SASLprep: other space characters become spaces, invisible characters are removed. Source: RFC
 * 4013, section 2.
 */
function prepared(password: string): string {
  return password
    .replace(/[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/g, ' ')
    .replace(UNSEEN, '')
    .normalize('NFKC')
}

/** Invisible characters. Source: RFC 3454, table B.1. */
const UNSEEN = /\u00ad|\u034f|\u1806|\u180b|\u180c|\u180d|\u200c|\u200d|\u2060|[\ufe00-\ufe0f]|\ufeff/g
