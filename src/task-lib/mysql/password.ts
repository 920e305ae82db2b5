import { createHash } from 'node:crypto'
import { shaCrypt } from '../../functions/python/crypt.ts'

/** What `mysql_native_password` keeps of a password: `*` and the SHA1 of its SHA1. Source: MySQL, "Native Pluggable Authentication". */
export function nativeHash(password: string): string {
  const once = createHash('sha1').update(password).digest()
  return `*${createHash('sha1').update(once).digest('hex').toUpperCase()}`
}

/** Whether a text is such a hash. */
export function isNativeHash(text: string): boolean {
  return /^\*[0-9A-Fa-f]{40}$/.test(text)
}

/** What `caching_sha2_password` keeps: thousands of rounds, 20 bytes of salt, and SHA-crypt's digest. Source: sql/auth/sha2_password.cc. */
const CACHING_SHA2 = /^\$A\$([0-9A-F]{3})\$([\s\S]{20})([./0-9A-Za-z]{43})$/

/** More rounds than that cost too much time on the controller. */
const MOST_ROUNDS = 1_000_000

/** Whether what a plugin has stored is of that password; undefined if only the plugin can compare them. */
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
