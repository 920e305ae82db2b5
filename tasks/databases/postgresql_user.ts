/**
 * A user (role) of a PostgreSQL server.
 *
 *     - postgresql_user: { name: app, password: "{{app_password}}", role_attr_flags: CREATEDB }
 *       become: true
 *       become_user: postgres
 */
import { defineTask, flag, inSync, plan, TaskError, text, z } from '../../src/authoring/task.ts'
import {
  emptyableInteger,
  isPostgresPassword,
  POSTGRES_LOGIN_ALIASES,
  type PostgresConnection,
  type PostgresRole,
  postgresConnection,
  postgresEncryption,
  postgresIdentifier,
  postgresLiteral,
  postgresLoginParams,
  postgresName,
  postgresResource,
  postgresRole,
  postgresVerifier,
  ROLE_FLAGS,
  runPostgres,
  storedPassword,
} from '../../src/built-in/databases.ts'
import { omitUndefined, onlyRunTells } from '../../src/built-in/params.ts'
import { commaList } from '../../src/built-in/text.ts'

/** `CREATEDB,NOLOGIN`: gives each flag, and whether it should be set. */
const roleFlags = text()
  .transform(list =>
    list
      .split(',')
      .map(each => each.trim().toLowerCase())
      .filter(each => each !== ''),
  )
  .refine(
    flags => flags.every(each => Object.hasOwn(ROLE_FLAGS, each.replace(/^no/, ''))),
    `expected flags among ${Object.keys(ROLE_FLAGS).join(', ').toUpperCase()}, each also with NO before it`,
  )
  .transform(flags =>
    Object.fromEntries(flags.map(each => [each.replace(/^no/, ''), !each.startsWith('no')])),
  )

const params = z.strictObject({
  name: postgresName()
    .refine(name => name.toLowerCase() !== 'public', '`public` is every role, and no user')
    .describe('Name of the role.')
    .meta({ examples: ['app'] }),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('Whether the role should be there.')
    .meta({ examples: ['absent'] }),
  password: text()
    .refine(password => !password.includes('\0'), 'a NUL byte cannot be part of a password')
    .optional()
    .describe(
      'Its password, or what the server keeps of it (`SCRAM-SHA-256$…`, `md5…`). Empty for none. It is compared with the one that the server has.',
    )
    .meta({ secret: true, examples: ['{{app_password}}'] }),
  no_password_changes: flag()
    .default(false)
    .describe('Leave the password of an existing role alone.')
    .meta({ examples: [true] }),
  encrypted: flag()
    .default(true)
    .describe('Has no effect: servers since PostgreSQL 10 always keep passwords encrypted.')
    .meta({ examples: [true] }),
  role_attr_flags: roleFlags
    .default({})
    .describe('Attributes that the role should have, or not have. Others are left alone.')
    .meta({ examples: ['CREATEDB,NOSUPERUSER'] }),
  expires: text()
    .refine(time => time !== '' && !time.includes('\0'), 'expected a time, or `infinity`')
    .optional()
    .describe('The time from which its password is no longer valid.')
    .meta({ examples: ['2030-01-01 00:00+00'] }),
  conn_limit: emptyableInteger()
    .describe('How many connections it may have; `-1` for any number.')
    .meta({ examples: [20] }),
  groups: commaList(postgresName())
    .optional()
    .describe('Roles that it should be a member of. It stays a member of others.')
    .meta({ examples: [['readers']] }),
  comment: text()
    .refine(comment => !comment.includes('\0'), 'a NUL byte cannot be part of it')
    .optional()
    .describe('A comment on the role.')
    .meta({ examples: ['The app'] }),
  fail_on_user: flag()
    .default(true)
    .describe('Whether it is an error if the role cannot be removed, as something belongs to it.')
    .meta({ examples: [false] }),
  login_db: z
    .union([z.literal('').transform(() => 'postgres'), postgresName()])
    .default('postgres')
    .describe('The database to connect to.')
    .meta({ examples: ['postgres'] }),
  ...postgresLoginParams,
})

type Params = z.output<typeof params>

/** The fields that differ; all that is asked for if the role is created. */
interface UserPlan {
  readonly verb: 'CREATE' | 'ALTER' | 'DROP'
  readonly fields: readonly string[]
}

export default defineTask({
  summary: 'Creates, changes or removes a user (role) of a PostgreSQL server.',
  example: `- postgresql_user:
    name: app
    password: "{{app_password}}"
    role_attr_flags: CREATEDB
  become: true
  become_user: postgres
`,
  params,
  aliases: {
    user: 'name',
    db: 'login_db',
    fail_on_role: 'fail_on_user',
    ...POSTGRES_LOGIN_ALIASES,
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
      const data: UserPlan = { verb: 'DROP', fields: [] }
      const queries = statementsOf(params, data, null)
      return plan([{ resource, action: 'delete', before: {}, after: null }], data, {
        ...{ user: name, user_removed: true, queries },
      })
    }
    const wanted = wantedFields(params)
    if (role === null) {
      const data: UserPlan = { verb: 'CREATE', fields: Object.keys(wanted) }
      const after = { login: true, ...wanted }
      return plan([{ resource, action: 'create', before: null, after }], data, {
        ...{ user: name, queries: statementsOf(params, data, null) },
      })
    }
    const wrong = Object.keys(wanted).filter(field => !isRight(role, field, params, carriedOut !== undefined))
    if (wrong.length === 0) return inSync(outputs)
    const data: UserPlan = { verb: 'ALTER', fields: wrong }
    const change = {
      resource,
      action: 'update',
      before: Object.fromEntries(
        wrong.map(field => [field, field === 'password' ? undefined : role.field(field)]),
      ),
      after: Object.fromEntries(wrong.map(field => [field, wanted[field]])),
    }
    return plan([change], data, { user: name, queries: statementsOf(params, data, null) })
  },
  mayChange: ({ params, environment }) => {
    const connection = postgresConnection(params, params.login_db, environment)
    return [{ resource: postgresResource('role', params.name, connection) }]
  },
  apply: async ({ host, params, environment, plan: { data } }) => {
    const connection = postgresConnection(params, params.login_db, environment)
    const verifier = data.fields.includes('password') ? await verifierOf(host, connection, params) : null
    const statements = ['BEGIN', ...statementsOf(params, data, verifier), 'COMMIT']
    await runPostgres(host, connection, statements, `${data.verb.toLowerCase()} user ${params.name}`)
  },
})

/** What the params ask of a role, field by field; of a password, only that it is set. */
function wantedFields({ password, role_attr_flags, expires, conn_limit, groups, comment }: Params) {
  const isSet = password === '' ? '(none)' : '(set)'
  return omitUndefined({
    ...role_attr_flags,
    ...{ password: password === undefined ? undefined : isSet, expires, conn_limit, groups, comment },
  }) as Record<string, string | number | boolean | string[]>
}

/** Whether a role is as the params ask in a field. What a login cannot read is right once it has been set. */
function isRight(role: PostgresRole, field: string, params: Params, isCarriedOut: boolean): boolean {
  if (field === 'password') return params.no_password_changes || isPasswordRight(role, params, isCarriedOut)
  const found = role.field(field)
  if (field === 'groups') return (params.groups ?? []).every(group => [found].flat().includes(group))
  if (field === 'comment') return (found ?? '') === params.comment
  if (field === 'expires') return isExpiryRight(role, params.expires ?? '')
  return found === wantedFields(params)[field]
}

function isPasswordRight(
  role: PostgresRole,
  { name, password = '' }: Params,
  isCarriedOut: boolean,
): boolean {
  const stored = storedPassword(role)
  if (stored === undefined) return isCarriedOut
  return password === '' ? stored === null : isPostgresPassword(stored, password, name)
}

/** The server writes a time in its own way: a dry run knows it only as it was asked for. */
function isExpiryRight(role: PostgresRole, wanted: string): boolean {
  const { expires, wanted_expires } = role.fields
  if (wanted_expires !== undefined) return expires === wanted_expires
  return role.field('expires') === wanted || onlyRunTells('how the server writes the time in `expires`')
}

/** Whether a role is left alone since something belongs to it. Throws TaskError if that is an error. */
function staysThere(role: PostgresRole, { name, fail_on_user }: Params, isCheckMode: boolean): boolean {
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
  host: Parameters<typeof runPostgres>[0],
  connection: PostgresConnection,
  { name, password = '' }: Params,
): Promise<string> {
  if (password === '') return ''
  return postgresVerifier(password, name, await postgresEncryption(host, connection))
}

/** The statements of a plan. Without the verifier of a password, as results show them. */
function statementsOf(params: Params, { verb, fields }: UserPlan, verifier: string | null): string[] {
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
