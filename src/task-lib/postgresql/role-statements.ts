import { postgresIdentifier, postgresLiteral } from './quote.ts'
import type { PostgresRoleParams } from './role-params.ts'

/** The statement for a role, with the fields that differ or, for a new role, all requested fields. */
export interface RolePlan {
  readonly verb: 'CREATE' | 'ALTER' | 'DROP'
  readonly fields: readonly string[]
}

/**
 * Returns the statements of a plan. If `verifier` is null, they have a placeholder for the password, as results show
 * them.
 */
export function roleStatements(
  params: PostgresRoleParams,
  { verb, fields }: RolePlan,
  verifier: string | null,
): string[] {
  const user = postgresIdentifier(params.name)
  if (verb === 'DROP') return [`DROP USER ${user}`]
  const asked = (field: string, text: string): string[] => (fields.includes(field) ? [text] : [])
  const password = verifier === null ? '%(password)s' : postgresLiteral(verifier)
  const options = [
    ...asked('password', params.password === '' ? 'PASSWORD NULL' : `ENCRYPTED PASSWORD ${password}`),
    ...asked('expires', `VALID UNTIL ${postgresLiteral(params.expires ?? '')}`),
    ...asked('conn_limit', `CONNECTION LIMIT ${params.conn_limit}`),
    ...Object.entries(params.role_attr_flags).flatMap(([name, isSet]) =>
      asked(name, `${isSet ? '' : 'NO'}${name.toUpperCase()}`),
    ),
  ]
  const main =
    options.length === 0 ? `${verb} USER ${user}` : `${verb} USER ${user} WITH ${options.join(' ')}`
  return [
    ...(verb === 'CREATE' || options.length > 0 ? [main] : []),
    ...(params.groups ?? []).flatMap(group =>
      asked('groups', `GRANT ${postgresIdentifier(group)} TO ${user}`),
    ),
    ...asked('comment', `COMMENT ON ROLE ${user} IS ${postgresLiteral(params.comment ?? '')}`),
  ]
}
