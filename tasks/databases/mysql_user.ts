/**
 * A user of a MySQL or MariaDB server, and its privileges.
 *
 *     - mysql_user: { name: app, password: "{{app_password}}", priv: "app.*:ALL" }
 *       become: true
 */
import { defineTask, type Host, inSync, plan, TaskError } from '../../src/authoring/task.ts'
import {
  accountDifference,
  isAccountRight,
  MYSQL_LOGIN_ALIASES,
  type MysqlConnection,
  type MysqlCredentials,
  type MysqlUserParams,
  mysqlConnection,
  mysqlUserParams,
  newAccount,
  queryUsers,
  runMysql,
  sessionStatements,
  UNKNOWN_SERVER,
  type UserPlan,
  updateMessage,
  userChange,
  userResource,
  userStatements,
  wantedMysqlUser,
} from '../../src/built-in/databases.ts'
import { onlyRunTells } from '../../src/built-in/params.ts'

export default defineTask({
  summary:
    'Creates, changes or removes a user of a MySQL or MariaDB server, with the privileges of the user.',
  example: `- mysql_user:
    name: app
    password: "{{app_password}}"
    priv: "app.*:ALL"
  become: true
`,
  params: mysqlUserParams,
  aliases: { user: 'name', ...MYSQL_LOGIN_ALIASES },
  outputs: {
    user: 'The name of the user.',
    password_changed:
      'Whether the task set a password or an authentication plugin, or would set it if this is a dry run.',
  },
  check: async ({ host, params, isCheckMode, carriedOut }) => {
    const { name, state, host_all } = params
    const connection = mysqlConnection(params)
    const wanted = wantedMysqlUser(params)
    const ofHost = host_all ? undefined : params.host
    const found = await queryUsers(host, connection, { user: name, ofHost, isCheckMode })
    const finish = (changed: UserPlan | null, msg: string) => {
      const setsPassword = changed?.accounts.some(each => each.setsCredentials) ?? false
      const outputs = { user: name, msg, password_changed: state === 'present' && setsPassword }
      if (changed === null) return inSync(outputs)
      const changes = changed.accounts.map(account => userChange(changed.verb, account, params, connection))
      return plan<UserPlan>(changes, changed, outputs)
    }
    if (found.kind === 'predicted') {
      if (state === 'present') onlyRunTells(`the user \`${name}\`, which an earlier task changes`)
      const accounts = [newAccount(params.host, wanted)]
      return finish({ verb: 'delete', server: UNKNOWN_SERVER, accounts }, 'User deleted')
    }
    const { server, users } = found
    if (state === 'absent') {
      if (users.length === 0) return finish(null, "User doesn't exist")
      const accounts = users.map(user => newAccount(user.host, wanted))
      return finish({ verb: 'delete', server, accounts }, 'User deleted')
    }
    if (users.length === 0) {
      if (host_all)
        throw new TaskError(`there is no user \`${name}\``, {
          hint: '`host_all` changes existing users only: create it with `host` in an earlier task',
        })
      const accounts = [newAccount(params.host, wanted)]
      return finish({ verb: 'create', server, accounts }, 'User added')
    }
    const isCarriedOut = carriedOut !== undefined
    const accounts = users
      .map(user => accountDifference(user, found, wanted, isCarriedOut))
      .filter(difference => !isAccountRight(difference))
    if (accounts.length === 0) return finish(null, 'User unchanged')
    return finish({ verb: 'update', server, accounts }, updateMessage(accounts))
  },
  mayChange: ({ params }) => [
    {
      resource: userResource(params.name, params.host_all ? undefined : params.host, mysqlConnection(params)),
    },
  ],
  apply: async ({ host, params, plan: { data, outputs } }) => {
    const connection = mysqlConnection(params)
    const credentials = data.verb === 'create' ? await newCredentials(host, connection, params) : params
    const statements = [
      ...sessionStatements(params),
      ...userStatements(data, wantedMysqlUser(params), credentials),
    ]
    await runMysql(host, connection, statements, `${data.verb} user ${params.name}`)
    return outputs
  },
})

/**
 * Returns the credentials of a new account. With `on_new_username`, these are those of the accounts with the same user
 * name and other hosts, if all of them have the same.
 */
async function newCredentials(
  host: Host,
  connection: MysqlConnection,
  params: MysqlUserParams,
): Promise<MysqlCredentials> {
  if (params.update_password !== 'on_new_username') return params
  const found = await queryUsers(host, connection, {
    user: params.name,
    ofHost: undefined,
    isCheckMode: false,
  })
  const [first, ...others] = found.kind === 'found' ? found.users : []
  const isOne = others.every(({ plugin, stored }) => plugin === first?.plugin && stored === first.stored)
  if (first === undefined || !isOne) return params
  return { encrypted: false, plugin: first.plugin, plugin_hash_string: first.stored }
}
