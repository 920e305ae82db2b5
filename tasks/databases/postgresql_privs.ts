/**
 * Privileges of roles of a PostgreSQL server on objects of a database.
 *
 *     - postgresql_privs: { login_db: app, roles: reader, objs: ALL_IN_SCHEMA, privs: SELECT }
 *       become: true
 *       become_user: postgres
 */
import { defineTask, inSync, plan } from '../../src/authoring/task.ts'
import {
  type FoundGrants,
  type GrantDifference,
  grantDifferences,
  grantForm,
  grantStatements,
  grantsQuery,
  leftOutRoles,
  missingRoles,
  POSTGRES_LOGIN_ALIASES,
  type PostgresConnection,
  type PrivilegeParams,
  postgresConnection,
  postgresResource,
  privilegeParams,
  QUERIES_OUTPUTS,
  queryPostgres,
  refuseMissingObjects,
  runPostgres,
  wantedGrants,
} from '../../src/built-in/databases.ts'

interface PrivilegesPlan {
  readonly statements: readonly string[]
}

export default defineTask({
  summary: 'Grants privileges on objects of a PostgreSQL database to roles, or revokes them.',
  example: `- postgresql_privs:
    login_db: app
    roles: reader
    objs: ALL_IN_SCHEMA
    privs: SELECT
  become: true
  become_user: postgres
`,
  params: privilegeParams,
  aliases: {
    ...{ database: 'login_db', db: 'login_db', obj: 'objs', priv: 'privs', role: 'roles' },
    ...{ admin_option: 'grant_option', password: 'login_password' },
    ...POSTGRES_LOGIN_ALIASES,
  },
  outputs: QUERIES_OUTPUTS,
  check: async ({ host, params, environment, isCheckMode }) => {
    const connection = postgresConnection(params, params.login_db, environment)
    const question = {
      title: `privileges of ${params.roles.join(', ')} in ${params.login_db}`,
      sql: grantsQuery(params),
    }
    const found = (await queryPostgres(host, connection, question, isCheckMode)) as unknown as FoundGrants
    const missing = await missingRoles(host, connection, params, found, isCheckMode)
    refuseMissingObjects(params, found, isCheckMode)
    const differences = (found.objects ?? []).flatMap(object =>
      grantDifferences(object, wantedGrants(params, object.id, missing)),
    )
    const form = grantForm(params)
    const statements = differences.flatMap(each => grantStatements(each, form, params.grant_option))
    const outputs = { queries: statements, ...leftOutRoles(missing) }
    if (differences.length === 0) return inSync(outputs)
    const changes = differences.map(each => changeOf(each, params, connection))
    return plan<PrivilegesPlan>(changes, { statements }, outputs)
  },
  mayChange: ({ params, environment }) => {
    const connection = postgresConnection(params, params.login_db, environment)
    return [{ resource: postgresResource('privs', params.login_db, connection) }]
  },
  apply: async ({ host, params, environment, plan: { data, outputs } }) => {
    const connection = postgresConnection(params, params.login_db, environment)
    const statements = ['BEGIN', ...data.statements, 'COMMIT']
    await runPostgres(host, connection, statements, `change privileges in ${params.login_db}`)
    return outputs
  },
})

function changeOf(
  { object, role, grants, revokes, withoutOption }: GrantDifference,
  params: PrivilegeParams,
  connection: PostgresConnection,
) {
  const name = `${params.type} ${object}`
  return {
    resource: postgresResource(
      'privs',
      `${params.login_db} ${name} ${role === '' ? 'PUBLIC' : role}`,
      connection,
    ),
    action: grants.length > 0 ? 'grant' : 'revoke',
    after: {
      ...(grants.length > 0 ? { grants } : {}),
      ...(revokes.length > 0 ? { revokes } : {}),
      ...(withoutOption.length > 0 ? { withoutGrantOption: withoutOption } : {}),
    },
  }
}
