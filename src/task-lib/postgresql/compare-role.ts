import { omitUndefined } from '../../base/omit-undefined.ts'
import { onlyRunTells } from '../../values/unknown.ts'
import { isPostgresPassword } from './password.ts'
import { type PostgresRole, storedPassword } from './role.ts'
import type { PostgresRoleParams } from './role-params.ts'

/** Returns the desired fields of a role; of a password, only whether it is set. */
export function wantedRoleFields({
  password,
  role_attr_flags,
  expires,
  conn_limit,
  groups,
  comment,
}: PostgresRoleParams) {
  const isSet = password === '' ? '(none)' : '(set)'
  return omitUndefined({
    ...role_attr_flags,
    ...{ password: password === undefined ? undefined : isSet, expires, conn_limit, groups, comment },
  }) as Record<string, string | number | boolean | string[]>
}

/**
 * Returns the names of the fields in which a role differs from the params. `isCarriedOut`: whether this is the check
 * after apply; a password that the login cannot read then counts as right.
 */
export function wrongRoleFields(
  role: PostgresRole,
  params: PostgresRoleParams,
  isCarriedOut: boolean,
): string[] {
  const wanted = Object.entries(wantedRoleFields(params))
  const wrong = wanted.filter(([field, value]) =>
    field === 'password'
      ? !params.no_password_changes && !isPasswordRight(role, params, isCarriedOut)
      : !isRight(role, field, value, params),
  )
  return wrong.map(([field]) => field)
}

function isRight(
  role: PostgresRole,
  field: string,
  wanted: string | number | boolean | readonly string[],
  params: PostgresRoleParams,
): boolean {
  const found = role.field(field)
  if (field === 'groups') return (params.groups ?? []).every(group => [found].flat().includes(group))
  if (field === 'comment') return (found ?? '') === params.comment
  if (field === 'expires') return isExpiryRight(role, params.expires ?? '')
  return found === wanted
}

function isPasswordRight(
  role: PostgresRole,
  { name, password = '' }: PostgresRoleParams,
  isCarriedOut: boolean,
): boolean {
  const stored = storedPassword(role)
  if (stored === undefined) return isCarriedOut
  return password === '' ? stored === null : isPostgresPassword(stored, password, name)
}

/**
 * Whether `expires` is right. The server formats times in its own way: in a dry run, the value that an earlier task
 * would set is known only as that task wrote it.
 */
function isExpiryRight(role: PostgresRole, wanted: string): boolean {
  const { expires, wanted_expires } = role.fields
  if (wanted_expires !== undefined) return expires === wanted_expires
  return role.field('expires') === wanted || onlyRunTells('how the server writes the time in `expires`')
}
