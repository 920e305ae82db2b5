import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { onlyRunTells } from '../../values/unknown.ts'
import type { PostgresConnection } from './login.ts'
import { isAllInSchema, objectsOf, type PrivilegeParams, rolesOf, schemaOf } from './privilege-params.ts'
import type { FoundGrants } from './privilege-queries.ts'
import { postgresRole } from './role.ts'

/**
 * Returns the requested roles that do not exist; in a dry run, without those that an earlier task would create. Throws
 * TaskError if there are any and `fail_on_role` is set.
 */
export async function missingRoles(
  host: ReadHost,
  connection: PostgresConnection,
  params: PrivilegeParams,
  { roles }: FoundGrants,
  isCheckMode: boolean,
): Promise<string[]> {
  const missing = rolesOf(params).filter(role => role !== '' && !roles.includes(role))
  const gone = await rolesThatLack(host, connection, missing, isCheckMode)
  refuseMissingRoles(gone, params)
  return gone
}

/** Throws TaskError for the first missing role, if `fail_on_role` is set. */
export function refuseMissingRoles(
  [first]: readonly string[],
  { fail_on_role }: { readonly fail_on_role: boolean },
): void {
  if (first === undefined || !fail_on_role) return
  throw new TaskError(`there is no role \`${first}\``, {
    hint: 'create it in an earlier task, or set `fail_on_role: false`',
  })
}

/** Returns the outputs that warn about missing roles, which the task skips. */
export function leftOutRoles(missing: readonly string[]): { readonly warnings?: readonly string[] } {
  const warnings = missing.map(role => `there is no role \`${role}\`, which is left out`)
  return warnings.length > 0 ? { warnings } : {}
}

/** Filters missing roles: in a dry run, removes those that an earlier task would create. */
export async function rolesThatLack(
  host: ReadHost,
  connection: PostgresConnection,
  missing: readonly string[],
  isCheckMode: boolean,
): Promise<string[]> {
  const asked = { expires: undefined, readsPassword: false, isCheckMode }
  const found = await Promise.all(
    missing.map(name => (isCheckMode ? postgresRole(host, connection, { name, ...asked }) : null)),
  )
  return missing.filter((_, nth) => found[nth] === null)
}

/**
 * Throws TaskError if a named object does not exist. In a dry run, the result is unknown instead, because an earlier
 * task may create the object.
 */
export function refuseMissingObjects(
  params: PrivilegeParams,
  { objects }: FoundGrants,
  isCheckMode: boolean,
): void {
  const { type, target_roles } = params
  if (isAllInSchema(params.objs)) return
  const names = type === 'default_privs' ? (target_roles ?? []) : objectsOf(params)
  const found = new Set((objects ?? []).map(object => object.name))
  const missing = names.find(
    name => !found.has(/procedure|function/.test(type) ? name.replace(/\(.*$/s, '') : name),
  )
  if (missing === undefined) return
  const what = `the ${type === 'default_privs' ? 'role' : type} \`${missing}\``
  if (isCheckMode) onlyRunTells(`${what}, which does not exist now`)
  const schema = schemaOf(params)
  throw new TaskError(`${what} does not exist${schema === undefined ? '' : ` in the schema \`${schema}\``}`, {
    hint: 'create it in an earlier task',
  })
}
