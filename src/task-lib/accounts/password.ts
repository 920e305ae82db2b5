import { TaskError } from '../../errors.ts'
import type { UserState } from '../../remote/probes/accounts.ts'
import { isCryptString } from '../text/crypt-string.ts'

/** The wanted password of a user. In a dry run, reading a param with an unknown value throws UnknownValueError. */
export interface PasswordParams {
  readonly password?: string | undefined
  readonly update_password: 'always' | 'on_create'
  readonly password_lock?: boolean | undefined
}

/** Returns a warning if the password is not a hash. Only tasks in the dialect of Ansible accept such a password. */
export function plainPasswordWarning(password: string | undefined): { warnings?: string[] } {
  if (password === undefined || isCryptString(password)) return {}
  return {
    warnings: ['`password` is no password hash: it allows no login, and /etc/shadow contains it as it is'],
  }
}

/**
 * Whether the password has to be set. The user's present hash is undefined if an earlier task of a dry run creates
 * the user; the password then counts as correct.
 */
export function setsPassword({ password, update_password }: PasswordParams, seen: UserState): boolean {
  if (password === undefined || update_password !== 'always' || seen.hash === undefined) return false
  const hash = readable(seen)
  // A wanted hash that starts with `!` also asks for the lock. With any other hash, only `password_lock` controls the
  // lock.
  const isLockMissing = password.startsWith('!') && !hash.startsWith('!')
  return isLockMissing || withoutLock(hash) !== withoutLock(password)
}

/** Whether the password has to be locked (true) or unlocked (false); null if neither. */
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
