import { createHash } from 'node:crypto'
import bcrypt from 'bcryptjs'
import { apr1Crypt, md5Crypt, shaCrypt } from '../../functions/python/crypt.ts'

/**
 * The hash schemes that the task type `htpasswd` supports, by the names of the Python library passlib, which Ansible
 * uses.
 */
export const HTPASSWD_SCHEMES = [
  'apr_md5_crypt',
  'bcrypt',
  'sha256_crypt',
  'sha512_crypt',
  'md5_crypt',
  'ldap_sha1',
  'plaintext',
] as const

type HtpasswdScheme = (typeof HTPASSWD_SCHEMES)[number]

/** A user in a password file, with the password in plain text. */
export interface HtpasswdUser {
  readonly name: string
  readonly password: string
  readonly scheme: HtpasswdScheme
}

/**
 * Returns the text of a password file with the user added or changed. Returns the same text if it already has a hash
 * of the password, in any scheme. `seed` is part of the input of the salt. Source: Apache's "Password Formats".
 */
export function withUser(text: string, user: HtpasswdUser, seed: string): string {
  const own = linesOf(text).filter(line => nameIn(line) === user.name)
  const [first = ''] = own
  if (own.length === 1 && isHashOf(first.slice(user.name.length + 1), user.password)) return text
  const line = `${user.name}:${hashOf(user, saltFor(`${seed}\n${user.name}\n${text}`))}`
  const kept = linesOf(text).filter(each => each === first || nameIn(each) !== user.name)
  const next = own.length === 0 ? [...kept, line] : kept.map(each => (each === first ? line : each))
  return next.map(each => `${each}\n`).join('')
}

/** The most rounds of a hash that is compared. Computing more would take minutes. */
const MOST_ROUNDS = 1_000_000

/** Returns the text of a password file without the user. */
export function withoutUser(text: string, name: string): string {
  const lines = linesOf(text)
  const kept = lines.filter(line => nameIn(line) !== name)
  return kept.length === lines.length ? text : kept.map(line => `${line}\n`).join('')
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}

function nameIn(line: string): string | undefined {
  return line.startsWith('#') ? undefined : /^([^:]*):/.exec(line)?.[1]
}

/**
 * Returns a salt that is the same in each check, so that the hash in a plan and in its apply is the same. It depends
 * on the text of the file, so it differs after each change of the file. The password is not part of it, so the salt
 * reveals nothing about it.
 */
function saltFor(seed: string): string {
  return createHash('sha256')
    .update(seed)
    .digest('base64')
    .replace(/[^A-Za-z0-9]/g, '')
}

function hashOf({ password, scheme }: HtpasswdUser, salt: string): string {
  switch (scheme) {
    case 'apr_md5_crypt':
      return apr1Crypt(password, salt.slice(0, 8))
    case 'md5_crypt':
      return md5Crypt(password, salt.slice(0, 8))
    case 'sha256_crypt':
      return shaCrypt('sha256', password, salt.slice(0, 16))
    case 'sha512_crypt':
      return shaCrypt('sha512', password, salt.slice(0, 16))
    case 'bcrypt':
      return bcrypt.hashSync(password, `$2y$12$${salt.slice(0, 21)}u`)
    case 'ldap_sha1':
      return `{SHA}${createHash('sha1').update(password).digest('base64')}`
    case 'plaintext':
      return password
  }
}

/**
 * Whether a hash belongs to a password. Traditional DES hashes of crypt(3), which have no `$` prefix, never match:
 * they cover only the first eight characters.
 */
function isHashOf(hash: string, password: string): boolean {
  const [, id = '', rounds, salt = ''] = /^\$(apr1|1|5|6)\$(?:rounds=(\d+)\$)?([^$]*)\$/.exec(hash) ?? []
  const stated = rounds === undefined ? undefined : Number(rounds)
  if (id === 'apr1') return apr1Crypt(password, salt) === hash
  if (id === '1') return md5Crypt(password, salt) === hash
  const isCheap = stated === undefined || (stated >= 1000 && stated <= MOST_ROUNDS)
  if (id === '5') return isCheap && shaCrypt('sha256', password, salt, stated) === hash
  if (id === '6') return isCheap && shaCrypt('sha512', password, salt, stated) === hash
  if (/^\$2[aby]\$/.test(hash)) return bcrypt.compareSync(password, hash)
  if (hash.startsWith('{SHA}')) return hashOf({ name: '', password, scheme: 'ldap_sha1' }, '') === hash
  return hash === password
}
