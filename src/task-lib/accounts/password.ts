import { TaskError } from '../../errors.ts'
import type { UserState } from '../../remote/probes/accounts.ts'
import { isCryptString } from '../text/crypt-string.ts'

/** What a task asks of a user's password. In a dry run, reading one may throw. */
export interface PasswordParams {
  readonly password?: string | undefined
  readonly update_password: 'always' | 'on_create'
  readonly password_lock?: boolean | undefined
}

/** A warning if the password is no hash, which only the dialect of Ansible accepts. */
export function plainPasswordWarning(password: string | undefined): { warnings?: string[] } {
  if (password === undefined || isCryptString(password)) return {}
  return {
    warnings: ['`password` is no password hash: it allows no login, and /etc/shadow contains it as it is'],
  }
}

/** Whether the password is another; the hash is undefined for a user that a dry run would make, with just this one. */
export function setsPassword({ password, update_password }: PasswordParams, seen: UserState): boolean {
  if (password === undefined || update_password !== 'always' || seen.hash === undefined) return false
  const hash = readable(seen)
  // A hash that says `!` itself asks for the lock; any other leaves it to `password_lock`.
  const isLockMissing = password.startsWith('!') && !hash.startsWith('!')
  return isLockMissing || withoutLock(hash) !== withoutLock(password)
}

/** Whether the password is to be locked or unlocked; null if neither. */
export function lockOf({ password_lock }: PasswordParams, seen: UserState): boolean | null {
  if (password_lock === undefined || seen.hash === undefined) return null
  const hash = readable(seen)
  // An account without a password stays locked: usermod does not unlock it.
  if (!password_lock && withoutLock(hash) === '') return null
  return hash.startsWith('!') === password_lock ? null : password_lock
}

function readable({ hash }: UserState): string {
  if (typeof hash === 'string') return hash
  throw new TaskError('the session cannot read /etc/shadow, so Drover cannot compare the password', {
    hint: 'say `become: true`',
  })
}

function withoutLock(hash: string): string {
  return hash.replace(/^!+/, '')
}
