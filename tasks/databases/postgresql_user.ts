/**
 * A user (role) of a PostgreSQL server.
 *
 *     - postgresql_user: { name: app, password: "{{app_password}}", role_attr_flags: CREATEDB }
 *       become: true
 *       become_user: postgres
 */
import { defineTask, type Host, inSync, plan, TaskError } from '../../src/authoring/task.ts'
import {
  POSTGRES_LOGIN_ALIASES,
  type PostgresConnection,
  type PostgresRole,
  type PostgresRoleParams,
  postgresConnection,
  postgresEncryption,
  postgresResource,
  postgresRole,
  postgresRoleParams,
  postgresVerifier,
  type RolePlan,
  roleStatements,
  runPostgres,
  wantedRoleFields,
  wrongRoleFields,
} from '../../src/built-in/databases.ts'
import { onlyRunTells } from '../../src/built-in/params.ts'

export default defineTask({
  summary: 'Creates, changes or removes a user (role) of a PostgreSQL server.',
  example: `- postgresql_user:
    name: app
    password: "{{app_password}}"
    role_attr_flags: CREATEDB
  become: true
  become_user: postgres
`,
  params: postgresRoleParams,
  aliases: {
    user: 'name',
    db: 'login_db',
    fail_on_role: 'fail_on_user',
    ...POSTGRES_LOGIN_ALIASES,
  },
  outputs: {
    user: 'The name of the role.',
    queries:
      'The SQL statements that the task ran, or would run if this is a dry run, as a list with `%(password)s` in place of the password; empty if nothing differed.',
    user_removed: 'With `state: absent`, whether the role is removed; absent if there was no such role.',
  },
  unsupported: { priv: 'grant privileges by `postgresql_privs` in a task after this one' },
  check: async ({ host, params, environment, isCheckMode, carriedOut }) => {
    const { name, state } = params
    const connection = postgresConnection(params, params.login_db, environment)
    const readsPassword = params.password !== undefined && !params.no_password_changes
    const role = await postgresRole(host, connection, {
      ...{ name, expires: params.expires, readsPassword, isCheckMode },
    })
    const resource = postgresResource('role', name, connection)
    const outputs = { user: name, queries: [] as string[] }
    if (state === 'absent') {
      if (role === null) return inSync(outputs)
      if (staysThere(role, params, isCheckMode)) return inSync({ ...outputs, user_removed: false })
      const data: RolePlan = { verb: 'DROP', fields: [] }
      const queries = roleStatements(params, data, null)
      return plan([{ resource, action: 'delete', before: {}, after: null }], data, {
        ...{ user: name, user_removed: true, queries },
      })
    }
    const wanted = wantedRoleFields(params)
    if (role === null) {
      const data: RolePlan = { verb: 'CREATE', fields: Object.keys(wanted) }
      const after = { login: true, ...wanted }
      return plan([{ resource, action: 'create', before: null, after }], data, {
        ...{ user: name, queries: roleStatements(params, data, null) },
      })
    }
    const wrong = wrongRoleFields(role, params, carriedOut !== undefined)
    if (wrong.length === 0) return inSync(outputs)
    const data: RolePlan = { verb: 'ALTER', fields: wrong }
    const change = {
      resource,
      action: 'update',
      before: Object.fromEntries(
        wrong.map(field => [field, field === 'password' ? undefined : role.field(field)]),
      ),
      after: Object.fromEntries(wrong.map(field => [field, wanted[field]])),
    }
    return plan([change], data, { user: name, queries: roleStatements(params, data, null) })
  },
  mayChange: ({ params, environment }) => {
    const connection = postgresConnection(params, params.login_db, environment)
    return [{ resource: postgresResource('role', params.name, connection) }]
  },
  apply: async ({ host, params, environment, plan: { data, outputs } }) => {
    const connection = postgresConnection(params, params.login_db, environment)
    const verifier = data.fields.includes('password') ? await verifierOf(host, connection, params) : null
    const statements = ['BEGIN', ...roleStatements(params, data, verifier), 'COMMIT']
    await runPostgres(host, connection, statements, `${data.verb.toLowerCase()} user ${params.name}`)
    return outputs
  },
})

/**
 * Whether a role is kept because it owns objects or has privileges. Throws TaskError instead if `fail_on_user` is set.
 */
function staysThere(
  role: PostgresRole,
  { name, fail_on_user }: PostgresRoleParams,
  isCheckMode: boolean,
): boolean {
  if (role.fields.has_dependents !== true) return false
  if (isCheckMode) onlyRunTells(`whether something still belongs to the role \`${name}\``)
  if (!fail_on_user) return true
  throw new TaskError(
    `cannot remove the role \`${name}\`: databases or objects belong to it, or it has privileges`,
    {
      hint: 'drop them or give them to another role in an earlier task (`REASSIGN OWNED`, `DROP OWNED`, `postgresql_privs`)',
    },
  )
}

async function verifierOf(
  host: Host,
  connection: PostgresConnection,
  { name, password = '' }: PostgresRoleParams,
): Promise<string> {
  if (password === '') return ''
  return postgresVerifier(password, name, await postgresEncryption(host, connection))
}
