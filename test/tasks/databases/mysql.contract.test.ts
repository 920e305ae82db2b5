import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { mysqlScript } from '../../../src/task-lib/mysql/client.ts'
import { mysqlConnection } from '../../../src/task-lib/mysql/login.ts'
import { INFO_PARTS } from '../../../src/task-lib/mysql/server-info.ts'
import { parseMysqlXml } from '../../../src/task-lib/mysql/xml.ts'
import mysqlDb from '../../../tasks/databases/mysql_db.ts'
import mysqlInfo from '../../../tasks/databases/mysql_info.ts'
import mysqlQuery from '../../../tasks/databases/mysql_query.ts'
import mysqlUser from '../../../tasks/databases/mysql_user.ts'
import mysqlVariables from '../../../tasks/databases/mysql_variables.ts'
import { type AnyTaskType, bind, holdsContract } from '../../kit/contract.ts'
import { type DatabaseServer, startMariadb } from '../../kit/database-servers.ts'
import { type LocalSession, openLocalSessions, sessionsFrom } from '../../kit/local-session.ts'

const HOSTILE = `a \`b\` 'c'; -- \\d\n= é $HOME`

let server: DatabaseServer
let sessions: readonly LocalSession[] = []
test.before(async () => {
  sessions = await openLocalSessions()
  server = await startMariadb()
})
test.after(async () => {
  for (const { close } of sessions) await close()
  await server?.stop()
})

/** Each task runs in the next shell. */
let nth = 0
function nextHost() {
  const [session] = sessionsFrom(sessions, nth)
  nth += 1
  if (!session) throw new Error('no session is open')
  return session.host
}

function login() {
  return { login_unix_socket: server.socket, login_user: 'root', config_file: '' }
}

/** Tests a task against the contract; in addition to the server it may write the folder `out`. */
async function holds(type: AnyTaskType, params: object, expects: 'plan' | 'in-sync' = 'plan') {
  const root = join(server.path, 'out')
  mkdirSync(root, { recursive: true })
  const { first, applied } = await holdsContract({
    type,
    host: nextHost(),
    root,
    params: { ...login(), ...params },
    expects,
  })
  return { ...first.outputs, ...applied }
}

/** The result of statements, each row as text. */
async function query(...statements: readonly string[]): Promise<string> {
  const connection = mysqlConnection(bind(mysqlDb, { name: 'x', ...login() }) as never)
  const { stdout } = await nextHost().run(
    mysqlScript(connection, statements.map(each => `${each};\n`).join('')),
  )
  const rows = parseMysqlXml(stdout.toString()).flat()
  return rows.map(row => Object.values(row).join('|')).join('\n')
}

test('databases with any names are created and removed', async () => {
  await holds(mysqlDb, { name: [HOSTILE, 'plain'], encoding: 'utf8mb4', collation: 'utf8mb4_bin' })
  await holds(mysqlDb, { name: [HOSTILE] }, 'in-sync')
  await holds(mysqlDb, { name: ['PLAIN'], state: 'absent' }, 'in-sync')
  await holds(mysqlDb, { name: [HOSTILE, 'plain'], state: 'absent' })
})

test('a database is dumped and imported, also compressed', async () => {
  const target = join(server.path, 'out', "dump 'x'.sql.gz")
  await holds(mysqlDb, { name: 'from' })
  await query('CREATE TABLE `from`.t (x text)', "INSERT INTO `from`.t VALUES ('a\n\\b'), (NULL)")
  await holds(mysqlDb, { name: 'from', state: 'dump', target, single_transaction: true })
  await holds(mysqlDb, { name: "to 'x'", state: 'import', target })
  assert.is(await query("SELECT x FROM `to 'x'`.t"), 'a\n\\b\n')
})

test('a user is created with a password that allows a login, changed, and removed', async () => {
  await query('CREATE DATABASE app', 'CREATE TABLE app.t (a int, b int)')
  const password = `p'"\\ $x;#\`é\n`
  const user = { name: HOSTILE, host: '%', password }
  await holds(mysqlUser, { ...user, priv: '*.*:CREATE,GRANT/app.*:ALL/app.t:SELECT(b,a),INSERT' })
  await holds(
    mysqlUser,
    { ...user, priv: { 'app.*': 'ALL', '*.*': 'create,grant', 'app.t': 'INSERT,SELECT (a), SELECT(b)' } },
    'in-sync',
  )
  await holds(mysqlDb, { login_user: HOSTILE, login_password: password, name: 'of user' })
  await holds(mysqlUser, { ...user, priv: 'app.*:INSERT', append_privs: true }, 'in-sync')
  await holds(mysqlUser, { ...user, priv: '*.*:RELOAD', append_privs: true })
  await holds(mysqlUser, { ...user, priv: 'app.t:INSERT/*.*:GRANT', subtract_privs: true })
  await holds(mysqlUser, {
    ...user,
    tls_requires: { subject: "/CN='x'" },
    resource_limits: { max_user_connections: 3 },
  })
  await holds(mysqlUser, { ...user, password: 'second', update_password: 'on_create', tls_requires: {} })
  await holds(mysqlUser, { ...user, host: '10.%', password: 'third', update_password: 'on_new_username' })
  await holds(mysqlUser, { name: HOSTILE, host_all: true, password: 'fourth', priv: '`my/db`.*:SELECT' })
  const grants = await query(
    `SELECT COUNT(DISTINCT authentication_string), COUNT(*) FROM mysql.user WHERE user LIKE 'a%'`,
  )
  assert.is(grants, '1|2')
  await holds(mysqlUser, { name: HOSTILE, host_all: true, state: 'absent' })
})

test('a query that reads returns each value unchanged, with its type', async () => {
  const value = `a\n\t'"\\ & <b> ; delimiter x`
  const outputs = await holds(
    mysqlQuery,
    {
      query: [
        "SELECT %(text)s AS text, NULL AS none, COUNT(*) AS `a b`, 1.5 AS f, '12' AS digits, '\\\\' AS backslash FROM mysql.db",
        'SELECT 1 AS one FROM mysql.db WHERE %(n)s IN %(list)s;',
      ],
      named_args: { text: value, list: [2, 'y'], n: 1 },
    },
    'in-sync',
  )
  const [[row] = [], none] = outputs.query_result as Record<string, unknown>[][]
  assert.equal(
    { ...row, 'a b': typeof row?.['a b'] },
    { text: value, none: null, 'a b': 'number', f: 1.5, digits: '12', backslash: '\\' },
  )
  assert.equal([none, outputs.rowcount], [[], [1, 0]])
})

test('a query that writes runs once, and reports whether it changed rows', async () => {
  await query('CREATE DATABASE q')
  const run = async (statement: string, more: object = {}) =>
    await holds(mysqlQuery, { login_db: 'q', query: statement, ...more })
  assert.is((await run('CREATE TABLE q (x text)')).changed, true)
  const inserted = await run('INSERT INTO q VALUES (%s), (%s)', {
    positional_args: ['a;', null],
    single_transaction: true,
  })
  assert.equal([inserted.changed, inserted.rowcount], [true, [2]])
  assert.equal((await run('DELETE FROM q WHERE x = 0 AND x = 1')).changed, false)
  assert.is(await query('SELECT x FROM q.q'), 'a;\n')
})

test('a variable is set to values in any form', async () => {
  const set = (variable: string, value: unknown, expects?: 'in-sync') =>
    holds(mysqlVariables, { variable, value }, expects)
  await set('max_connections', 77)
  await set('key_buffer_size', '16M')
  await set('key_buffer_size', 16 * 2 ** 20, 'in-sync')
  await set('read_only', true)
  await set('read_only', 'off')
  await set('sql_mode', 'NO_ZERO_DATE,STRICT_TRANS_TABLES')
  await set('init_connect', `SET @a = 'b\\"c'`)
  await set('optimizer_switch', 'mrr=on')
  assert.is(await query('SELECT @@GLOBAL.max_connections, @@GLOBAL.init_connect'), `77|SET @a = 'b\\"c'`)
  const rounded = await holds(mysqlVariables, { variable: 'table_open_cache', value: 1 }).then(String, String)
  assert.match(rounded, /a second run would change the host again/)
  await set('init_connect', '')
  await set('sql_mode', '')
})

test('facts about a server are returned', async () => {
  await query('CREATE DATABASE `info ``é`')
  const info = await holds(mysqlInfo, { return_empty_dbs: true }, 'in-sync')
  assert.equal(Object.keys(info).sort(), [...INFO_PARTS].sort())
  const { version, databases, users, settings } = info as Record<string, Record<string, unknown>>
  assert.is(version?.major, 10)
  assert.equal(databases?.['info `é'], { size: 0 })
  assert.ok(Object.keys(users?.localhost ?? {}).includes('root'))
  assert.is(settings?.max_connections, 77)
})

test('plugins of MariaDB accept a password or its hash', async () => {
  const password = "it's"
  await holds(mysqlUser, { name: 'p1', plugin: 'mysql_native_password', plugin_auth_string: password })
  await holds(mysqlUser, { name: 'p1', password }, 'in-sync')
  await holds(mysqlUser, { name: 'p2', plugin: 'unix_socket', plugin_auth_string: 'bob' })
})

test.run()
