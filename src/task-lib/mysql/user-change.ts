import type { ChangeInput, Json } from '../../authoring/plan.ts'
import { userResource } from './account.ts'
import type { MysqlConnection } from './login.ts'
import type { MysqlUserParams } from './user-params.ts'
import type { AccountDifference, UserPlan } from './user-plan.ts'

/**
 * Returns the change of an account as people read it: the granted and revoked privileges, and, without the password
 * itself, whether it is set.
 */
export function userChange(
  verb: UserPlan['verb'],
  account: AccountDifference,
  params: MysqlUserParams,
  connection: MysqlConnection,
): ChangeInput {
  const resource = userResource(params.name, account.host, connection)
  if (verb === 'delete') return { resource, action: verb, before: {}, after: null }
  const shown = (side: AccountDifference['grants']): Json =>
    Object.fromEntries(side.map(([object, names]) => [object, [...names]]))
  const limits = Object.fromEntries(account.limits.map(name => [name, params.resource_limits[name] ?? 0]))
  const isSet = account.setsCredentials && (params.password || params.plugin) ? '(set)' : undefined
  return {
    ...{ resource, action: verb, before: verb === 'create' ? null : {} },
    after: {
      ...(isSet === undefined ? {} : { credentials: isSet }),
      ...(account.grants.length > 0 ? { grants: shown(account.grants) } : {}),
      ...(account.revokes.length > 0 ? { revokes: shown(account.revokes) } : {}),
      ...(account.setsRequirement ? { tls_requires: (params.tls_requires ?? 'NONE') as Json } : {}),
      ...limits,
    },
  }
}
