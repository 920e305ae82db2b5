import { InputError } from '../errors.ts'
import type { Target } from './connection.ts'

/**
 * Refuses host names, addresses and users that ssh or a shell could take for something else: they never begin with a dash
 * and hold only what names are made of. Throws InputError before any process starts.
 */
export function checkTarget(target: Target): void {
  refuse(target, 'host name', target.name, /^[A-Za-z0-9_][A-Za-z0-9._:-]*$/)
  refuse(target, 'address', target.address, /^[A-Za-z0-9_:][A-Za-z0-9._:-]*(%[A-Za-z0-9._-]+)?$/)
  if (target.user !== undefined) refuse(target, 'user', target.user, /^[A-Za-z0-9_][A-Za-z0-9._@+-]*\$?$/)
  if (target.become) refuse(target, 'become_user', target.become.user, /^[A-Za-z0-9_][A-Za-z0-9._@+-]*\$?$/)
}

function refuse(target: Target, what: string, value: string, allowed: RegExp): void {
  if (allowed.test(value) && value.length <= 255) return
  throw new InputError(`the ${what} \`${value}\` of ${target.name} is refused`, {
    hint: 'it may hold letters, digits and `.`, `_`, `:`, `-`, and may not begin with a dash',
  })
}
