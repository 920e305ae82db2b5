/**
 * A user of a MySQL or MariaDB server, and what it may do.
 *
 *     - mysql_user: { name: app, password: "{{app_password}}", priv: "app.*:ALL" }
 *       become: true
 */
import {
  defineTask,
  flag,
  type Host,
  inSync,
  type Json,
  number,
  plan,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  type AccountDifference,
  accountDifference,
  askUsers,
  isAccountRight,
  LIMITS,
  MYSQL_LOGIN_ALIASES,
  type MysqlConnection,
  type MysqlCredentials,
  mysqlConnection,
  mysqlIdentifier,
  mysqlLiteral,
  mysqlLoginParams,
  newAccount,
  parseWantedPrivileges,
  runMysql,
  type UserPlan,
  updateMessage,
  userResource,
  userStatements,
  type WantedAccount,
  wantedRequirement,
} from '../../src/built-in/databases.ts'
import { onlyRunTells } from '../../src/built-in/params.ts'

const line = () => text().refine(value => !value.includes('\0'), 'a NUL byte cannot be part of it')

/** `db.*:SELECT/db2.*:ALL`, or a map of objects to privileges. */
const privileges = z
  .union([text(), z.record(z.string(), z.union([text(), z.array(text()).transform(each => each.join(','))]))])
  .transform((given, context) => {
    const written =
      typeof given === 'string'
        ? given
        : Object.entries(given)
            .map(([on, what]) => `${on}:${what}`)
            .join('/')
    try {
      const wanted = parseWantedPrivileges(written)
      const wrong = [...wanted.values()]
        .flatMap(each => [...each])
        .find(each => !/^[A-Z][A-Z_ ]*(\(|$)/.test(each))
      if (wrong === undefined) return wanted
      context.addIssue({ code: 'custom', message: `\`${wrong}\` is no privilege` })
    } catch (error) {
      context.addIssue({
        code: 'custom',
        message: error instanceof SyntaxError ? error.message : String(error),
      })
    }
    return z.NEVER
  })

const params = z
  .strictObject({
    name: line()
      .describe('Name of the user; empty for the anonymous one.')
      .meta({ examples: ['app'] }),
    host: line()
      .transform(host => host.toLowerCase())
      .default('localhost')
      .describe('The host from which the user logs in.')
      .meta({ examples: ['10.0.0.%'] }),
    host_all: flag()
      .default(false)
      .describe('Change or remove the accounts of the user for all hosts.')
      .meta({ examples: [true] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('Whether the user should be there.')
      .meta({ examples: ['absent'] }),
    password: line()
      .optional()
      .describe('Its password. It is compared with the one that the server has.')
      .meta({ secret: true, examples: ['{{app_password}}'] }),
    encrypted: flag()
      .default(false)
      .describe('`password` is a hash of `mysql_native_password`.')
      .meta({ examples: [true] }),
    plugin: line()
      .optional()
      .describe('The plugin that authenticates the user, instead of a password.')
      .meta({ examples: ['unix_socket'] }),
    plugin_hash_string: line()
      .optional()
      .describe('What the plugin keeps of the password.')
      .meta({ secret: true, examples: ['{{app_hash}}'] }),
    plugin_auth_string: line()
      .optional()
      .describe('The password, or what else the plugin takes.')
      .meta({ secret: true, examples: ['{{app_password}}'] }),
    update_password: z
      .enum(['always', 'on_create', 'on_new_username'])
      .default('always')
      .describe(
        '`on_create` leaves the password of an existing user alone. `on_new_username` also takes the password of the same user of another host.',
      )
      .meta({ examples: ['on_create'] }),
    priv: privileges
      .optional()
      .describe(
        'What it may do: `db.table:SELECT,INSERT/other.*:ALL,GRANT`, or a map of the same. `*` is any.',
      )
      .meta({ examples: ['app.*:ALL', { 'app.*': 'SELECT,INSERT', '*.*': 'RELOAD' }] }),
    append_privs: flag()
      .default(false)
      .describe('Add `priv` to what it may do.')
      .meta({ examples: [true] }),
    subtract_privs: flag()
      .default(false)
      .describe('Take `priv` from what it may do.')
      .meta({ examples: [true] }),
    tls_requires: z
      .record(z.string(), z.union([text(), z.null()]))
      .transform(wantedRequirement)
      .optional()
      .describe(
        'What it must have to log in: `SSL`, `X509`, or `SUBJECT`, `ISSUER` and `CIPHER`. Empty for nothing.',
      )
      .meta({ examples: [{ SSL: null }] }),
    resource_limits: z
      .record(
        z.string(),
        number().refine(limit => limit >= 0, 'expected a number from 0'),
      )
      .transform(given =>
        Object.fromEntries(Object.entries(given).map(([name, limit]) => [name.toUpperCase(), limit])),
      )
      .refine(
        given => Object.keys(given).every(name => Object.hasOwn(LIMITS, name)),
        `expected limits among ${Object.keys(LIMITS).join(', ')}`,
      )
      .default({})
      .describe('Limits of the user, by their names.')
      .meta({ examples: [{ MAX_USER_CONNECTIONS: 10 }] }),
    session_vars: z
      .record(z.string(), z.union([z.number(), z.boolean(), line()]))
      .default({})
      .describe('Variables of the session in which the user is changed.')
      .meta({ examples: [{ wsrep_on: false }] }),
    sql_log_bin: flag()
      .default(true)
      .describe('Whether the changes go into the binary log.')
      .meta({ examples: [false] }),
    force_context: flag()
      .default(false)
      .describe('Use the database `mysql`, so that filters of replication see the changes.')
      .meta({ examples: [true] }),
    ...mysqlLoginParams,
  })
  .refine(({ append_privs, subtract_privs }) => !append_privs || !subtract_privs, {
    path: ['subtract_privs'],
    message: 'cannot be combined with `append_privs`',
  })

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Creates, changes or removes a user of a MySQL or MariaDB server, and what it may do.',
  example: `- mysql_user:
    name: app
    password: "{{app_password}}"
    priv: "app.*:ALL"
  become: true
`,
  params,
  aliases: { user: 'name', ...MYSQL_LOGIN_ALIASES },
  check: async ({ host, params, isCheckMode, carriedOut }) => {
    const { name, state, host_all } = params
    const connection = mysqlConnection(params)
    const ofHost = host_all ? undefined : params.host
    const found = await askUsers(host, connection, { user: name, ofHost, isCheckMode })
    const finish = (changed: UserPlan | null, msg: string) => {
      const setsPassword = changed?.accounts.some(each => each.setsCredentials) ?? false
      const outputs = { user: name, msg, password_changed: state === 'present' && setsPassword }
      if (changed === null) return inSync(outputs)
      const changes = changed.accounts.map(account => changeOf(changed.verb, account, params, connection))
      return plan<UserPlan>(changes, changed, outputs)
    }
    if (found.kind === 'predicted') {
      if (state === 'present') onlyRunTells(`the user \`${name}\`, which an earlier task changes`)
      const accounts = [newAccount(params.host, wantedUser(params))]
      return finish({ verb: 'delete', server: { isMariadb: true, version: 0 }, accounts }, 'User deleted')
    }
    const { server, users } = found
    if (state === 'absent') {
      if (users.length === 0) return finish(null, "User doesn't exist")
      const accounts = users.map(user => newAccount(user.host, wantedUser(params)))
      return finish({ verb: 'delete', server, accounts }, 'User deleted')
    }
    if (users.length === 0) {
      if (host_all)
        throw new TaskError(`there is no user \`${name}\``, {
          hint: '`host_all` changes existing users only: create it with `host` in an earlier task',
        })
      const accounts = [newAccount(params.host, wantedUser(params))]
      return finish({ verb: 'create', server, accounts }, 'User added')
    }
    const isCarriedOut = carriedOut !== undefined
    const accounts = users
      .map(user => accountDifference(user, found, wantedUser(params), isCarriedOut))
      .filter(difference => !isAccountRight(difference))
    if (accounts.length === 0) return finish(null, 'User unchanged')
    return finish({ verb: 'update', server, accounts }, updateMessage(accounts))
  },
  mayChange: ({ params }) => [
    {
      resource: userResource(params.name, params.host_all ? undefined : params.host, mysqlConnection(params)),
    },
  ],
  apply: async ({ host, params, plan: { data } }) => {
    const connection = mysqlConnection(params)
    const credentials = data.verb === 'create' ? await newCredentials(host, connection, params) : params
    const statements = [
      ...sessionStatements(params),
      ...userStatements(data, wantedUser(params), credentials),
    ]
    await runMysql(host, connection, statements, `${data.verb} user ${params.name}`)
  },
})

function wantedUser(params: Params): WantedAccount {
  const { name, append_privs, subtract_privs, priv } = params
  const replaced =
    subtract_privs || append_privs || priv === undefined
      ? priv
      : new Map([['*.*', new Set<string>()], ...priv])
  const addition = append_privs ? 'append' : 'replace'
  return {
    ...{ name, privileges: replaced, mode: subtract_privs ? 'subtract' : addition },
    ...{ requirement: params.tls_requires, limits: params.resource_limits },
    credentials: params.update_password === 'always' ? params : undefined,
  }
}

/** With `on_new_username`, those of the same user of other hosts, if they are the same for all. */
async function newCredentials(
  host: Host,
  connection: MysqlConnection,
  params: Params,
): Promise<MysqlCredentials> {
  if (params.update_password !== 'on_new_username') return params
  const found = await askUsers(host, connection, { user: params.name, ofHost: undefined, isCheckMode: false })
  const [first, ...others] = found.kind === 'found' ? found.users : []
  const isOne = others.every(({ plugin, stored }) => plugin === first?.plugin && stored === first.stored)
  if (first === undefined || !isOne) return params
  return { encrypted: false, plugin: first.plugin, plugin_hash_string: first.stored }
}

function sessionStatements({ session_vars, sql_log_bin, force_context }: Params): string[] {
  const value = (given: string | number | boolean): string =>
    typeof given === 'string' ? mysqlLiteral(given) : String(given)
  return [
    ...(force_context ? ['USE mysql'] : []),
    ...(sql_log_bin ? [] : ['SET SQL_LOG_BIN = 0']),
    ...Object.entries(session_vars).map(
      ([name, given]) => `SET SESSION ${mysqlIdentifier(name)} = ${value(given)}`,
    ),
  ]
}

/** A change as people read it: what is granted and revoked, and of a password only that it is set. */
function changeOf(
  verb: UserPlan['verb'],
  account: AccountDifference,
  params: Params,
  connection: MysqlConnection,
) {
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
