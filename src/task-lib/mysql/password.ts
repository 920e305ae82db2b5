import { createHash } from 'node:crypto'
import { shaCrypt } from '../../functions/python/crypt.ts'

/**
 * Returns the hash that `mysql_native_password` stores: `*` and the SHA1 of the SHA1 of the password. Source: MySQL,
 * "Native Pluggable Authentication".
 */
export function nativeHash(password: string): string {
  const once = createHash('sha1').update(password).digest()
  return `*${createHash('sha1').update(once).digest('hex').toUpperCase()}`
}

/** Whether a string is a hash of `mysql_native_password`. */
export function isNativeHash(text: string): boolean {
  return /^\*[0-9A-Fa-f]{40}$/.test(text)
}

/**
 * The hash that `caching_sha2_password` stores: rounds in thousands, 20 bytes of salt, and the digest of SHA-crypt.
 * Source: sql/auth/sha2_password.cc.
 */
const CACHING_SHA2 = /^\$A\$([0-9A-F]{3})\$([\s\S]{20})([./0-9A-Za-z]{43})$/

/** The maximum number of rounds that are computed on the controller; more would take too long. */
const MOST_ROUNDS = 1_000_000

/** Whether the hash that a plugin has stored belongs to a password; undefined if only the plugin can compare them. */
export function isMysqlPassword(plugin: string, stored: string, password: string): boolean | undefined {
  if (plugin === '' || plugin === 'mysql_native_password')
    return password === '' ? stored === '' : stored.toUpperCase() === nativeHash(password)
  if (plugin !== 'caching_sha2_password') return undefined
  if (password === '') return stored === ''
  const [, thousands, salt, digest] = CACHING_SHA2.exec(stored) ?? []
  if (thousands === undefined || salt === undefined) return false
  const rounds = Number.parseInt(thousands, 16) * 1000
  if (rounds > MOST_ROUNDS) return undefined
  return shaCrypt('sha256', password, salt, rounds).endsWith(`$${digest}`)
}
