import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Host } from '../../../src/remote/host.ts'
import { exportVariables } from '../../../src/shell/export-variables.ts'
import { withHereDocuments } from '../../../src/shell/here-documents.ts'
import { joinShell, sh } from '../../../src/shell/quote.ts'
import postgresqlDb from '../../../tasks/databases/postgresql_db.ts'
import postgresqlExt from '../../../tasks/databases/postgresql_ext.ts'
import postgresqlInfo from '../../../tasks/databases/postgresql_info.ts'
import postgresqlOwner from '../../../tasks/databases/postgresql_owner.ts'
import postgresqlPing from '../../../tasks/databases/postgresql_ping.ts'
import postgresqlPrivs from '../../../tasks/databases/postgresql_privs.ts'
import postgresqlQuery from '../../../tasks/databases/postgresql_query.ts'
import postgresqlSet from '../../../tasks/databases/postgresql_set.ts'
import postgresqlUser from '../../../tasks/databases/postgresql_user.ts'
import { type AnyTaskType, holdsContract } from '../../kit/contract.ts'
import { type DatabaseServer, startPostgres } from '../../kit/database-servers.ts'
import { type LocalSession, openLocalSessions, sessionsFrom } from '../../kit/local-session.ts'
import { oneIn, slowTest } from '../../kit/slow-cases.ts'

const HOSTILE = `a "b" 'c'; -- \\d\n=é $HOME`

let server: DatabaseServer
let sessions: readonly LocalSession[] = []
test.before(async () => {
  sessions = await openLocalSessions()
  server = await startPostgres('local all postgres trust\nlocal all all scram-sha-256\n')
})
test.after(async () => {
  for (const { close } of sessions) await close()
  await server?.stop()
})

/** Each task runs in the next shell. */
let nth = 0
function nextHost(): Host {
  const [session] = sessionsFrom(sessions, nth)
  nth += 1
  if (!session) throw new Error('no session is open')
  return session.host
}

/** Tests a task against the contract; in addition to the server it may write the folder `out`. */
async function holds(type: AnyTaskType, params: object, expects: 'plan' | 'in-sync' = 'plan') {
  const root = join(server.path, 'out')
  mkdirSync(root, { recursive: true })
  const all = { login_unix_socket: server.socket, ...params }
  const { first, applied } = await holdsContract({ type, host: nextHost(), root, params: all, expects })
  return { ...first.outputs, ...applied }
}

/** The error of a task whose check fails. */
async function failure(type: AnyTaskType, params: object): Promise<string> {
  return holds(type, params).then(
    () => 'nothing',
    error => String(error.message),
  )
}

/** The output of the server for a query of an administrator. */
async function query(sql: string, database = 'postgres'): Promise<string> {
  const variables = { PGHOST: server.socket, PGUSER: 'postgres', PGDATABASE: database }
  const psql = withHereDocuments(sh`psql -XqAt -v ON_ERROR_STOP=1`, [{ descriptor: 0, text: sql }])
  const { stdout } = await nextHost().run(joinShell([...exportVariables(variables), psql]))
  return stdout.toString().trim()
}

test('a database with any name is created, changed, renamed and removed', async () => {
  await query('CREATE ROLE owner1; CREATE ROLE owner2')
  const wanted = { name: HOSTILE, encoding: 'utf-8', lc_collate: 'C.utf8', template: 'template0' }
  await holds(postgresqlDb, { ...wanted, owner: 'owner1' })
  await holds(postgresqlDb, wanted, 'in-sync')
  await holds(postgresqlDb, { ...wanted, owner: 'owner2', conn_limit: 3 })
  const owned = "SELECT datconnlimit FROM pg_database WHERE pg_get_userbyid(datdba) = 'owner2'"
  assert.is(await query(owned), '3')
  await holds(postgresqlDb, { name: HOSTILE, state: 'rename', target: `${HOSTILE}2` })
  await holds(postgresqlDb, { name: `${HOSTILE}2`, state: 'absent', force: true })
  assert.is(await query(owned), '')
})

for (const format of oneIn(2, ['sql', 'sql.gz', 'pgc', 'dir']))
  test(`a database is dumped and restored: ${format}`, async () => {
    const target = join(server.path, 'out', `dump 'x'.${format}`)
    const [from, to] = [`from '${format}`, `to ${format}`]
    await holds(postgresqlDb, { name: from })
    await holds(postgresqlDb, { name: to })
    await query("CREATE TABLE t (x text); INSERT INTO t VALUES (E'a\\n\\\\b'), (NULL)", from)
    await holds(postgresqlDb, { name: from, state: 'dump', target, dump_extra_args: '--no-owner' })
    await holds(postgresqlDb, { name: to, state: 'restore', target })
    assert.is(await query("SELECT count(*), string_agg(x, '') = E'a\\n\\\\b' FROM t", to), '2|t')
  })

test('a user is created with a password that allows a login, changed, and removed', async () => {
  await query('CREATE ROLE "group 1" NOLOGIN')
  const password = `p'"\\ $x : €\u00a0`
  const user = { name: HOSTILE, password, role_attr_flags: 'createdb,NOINHERIT', groups: ['group 1'] }
  await holds(postgresqlUser, { ...user, expires: '2099-01-01', conn_limit: 5, comment: HOSTILE })
  await holds(postgresqlUser, { ...user, expires: '2099-01-01 00:00' }, 'in-sync')
  const login = { login_user: HOSTILE, login_password: password }
  await holds(postgresqlDb, { ...login, name: 'of user' })
  assert.match(
    await failure(postgresqlDb, { ...login, login_password: 'wrong', name: 'x' }),
    /password authentication failed for user/,
  )
  await holds(postgresqlUser, {
    ...user,
    password: 'second',
    role_attr_flags: 'NOCREATEDB',
    expires: 'infinity',
  })
  await holds(postgresqlUser, { name: HOSTILE, password: 'second' }, 'in-sync')
  assert.match(
    await failure(postgresqlUser, { name: HOSTILE, state: 'absent' }),
    /whether something still belongs to the role/,
  )
  await holds(postgresqlDb, { name: 'of user', state: 'absent' })
  await holds(postgresqlUser, { name: HOSTILE, state: 'absent' })
  assert.is(await query("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'a \"%'"), '0')
})

test('privileges are granted and revoked, on existing objects and on future ones', async () => {
  const database = `privs 'x'`
  await holds(postgresqlDb, { name: database })
  const [table, role] = [`t "1" '2'`, `r "1" '2'`]
  await query(
    `CREATE ROLE "r ""1"" '2'"; CREATE ROLE other; CREATE SCHEMA s; CREATE TABLE s."t ""1"" '2'" (x int);
CREATE SEQUENCE s.q; CREATE FUNCTION s.f(a int, b text) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE VIEW s.v AS SELECT 1 AS x`,
    database,
  )
  const on = { login_db: database, roles: [role] }
  const all = { ...on, schema: 's', objs: 'ALL_IN_SCHEMA' }
  await holds(postgresqlPrivs, {
    ...on,
    schema: 's',
    objs: [table],
    privs: 'select, update',
    grant_option: true,
  })
  await holds(postgresqlPrivs, { ...all, privs: 'SELECT' })
  await holds(postgresqlPrivs, { ...all, privs: 'SELECT', roles: `${role},other`, grant_option: false })
  await holds(postgresqlPrivs, { ...all, privs: 'ALL', type: 'sequence' })
  await holds(postgresqlPrivs, {
    ...on,
    type: 'function',
    schema: 's',
    objs: 'f(int:text)',
    privs: 'EXECUTE',
  })
  await holds(postgresqlPrivs, {
    ...on,
    type: 'function',
    schema: 's',
    objs: 'f()',
    privs: 'ALL',
    roles: 'PUBLIC',
    state: 'absent',
  })
  await holds(postgresqlPrivs, { ...on, type: 'schema', objs: 's', privs: 'USAGE,CREATE' })
  await holds(postgresqlPrivs, { ...on, type: 'database', privs: 'CONNECT,TEMP' })
  await holds(postgresqlPrivs, { ...on, type: 'group', objs: 'other', admin_option: true })
  const defaults = { ...on, type: 'default_privs', schema: 's', objs: 'TABLES' }
  await holds(postgresqlPrivs, { ...defaults, privs: 'SELECT,INSERT' })
  await holds(postgresqlPrivs, { ...defaults, privs: 'SELECT' })
  await query('CREATE TABLE s.later (x int)', database)
  const may = (privilege: string, name: string) =>
    `has_table_privilege('r "1" ''2''', 's.${name}', '${privilege}')`
  const rights = [may('SELECT', 'later'), may('INSERT', 'later'), may('SELECT', 'v')]
  assert.is(await query(`SELECT ${rights.join(', ')}`, database), 't|f|t')
  await holds(postgresqlPrivs, { ...defaults, objs: 'ALL_DEFAULT', privs: 'ALL', state: 'absent' })
  await holds(postgresqlPrivs, { ...all, privs: 'ALL', state: 'absent' })
  await holds(postgresqlPrivs, { ...on, type: 'group', objs: 'other', state: 'absent' })
  await holds(postgresqlPrivs, { ...all, privs: 'SELECT', roles: 'nobody', fail_on_role: false }, 'in-sync')
})

slowTest('an extension is created, updated and removed', async () => {
  const extension = { name: 'pg_trgm', login_db: 'postgres' }
  await holds(postgresqlExt, { ...extension, version: '1.3' })
  await holds(postgresqlExt, extension, 'in-sync')
  await holds(postgresqlExt, { ...extension, version: 'latest' })
  await holds(postgresqlExt, { ...extension, state: 'absent' })
  assert.match(
    await failure(postgresqlExt, { ...extension, name: 'nope' }),
    /the host does not have the extension `nope`/,
  )
})

test('a server that answers is available; a refused login in a dry run is unknown', async () => {
  const { is_available, server_version } = await holds(postgresqlPing, { login_db: 'postgres' }, 'in-sync')
  assert.is(is_available, true)
  assert.ok((server_version as { major: number }).major >= 13)
  // An earlier task could create the database, so a dry run cannot know.
  assert.match(
    await failure(postgresqlPing, { login_db: 'nope' }),
    /^unknown: .* database "nope" does not exist/,
  )
})

test('a query that reads returns each value unchanged, with its type', async () => {
  const value = `a\n\u0001f'"\\ :USER {,}`
  const outputs = await holds(
    postgresqlQuery,
    {
      ...{ login_db: 'postgres', search_path: ['pg_catalog'] },
      query: [
        `SELECT %(text)s AS text, NULL AS none, 3::bigint AS "a b", 1.5 AS f, true AS t, '{"a":[1]}'::json AS j, '' AS empty`,
        'SELECT %(list)s::text[] AS l WHERE %(n)s = 2; -- no row',
      ],
      named_args: { text: value, list: ['x', 'y "z"'], n: 1 },
    },
    'in-sync',
  )
  const row = { text: value, none: null, 'a b': 3, f: 1.5, t: true, j: { a: [1] }, empty: '' }
  assert.equal(outputs.query_all_results, [[row], []])
  assert.is(outputs.rowcount, 1)
})

test('a query that writes runs once, and reports whether it changed rows', async () => {
  const run = async (statement: string, more: object = {}) =>
    await holds(postgresqlQuery, { login_db: 'postgres', query: statement, ...more })
  assert.is((await run('CREATE TABLE q (x text)')).changed, true)
  const inserted = await run("INSERT INTO q VALUES ('\\! id'), (E'b\\n') RETURNING x")
  assert.equal(
    [inserted.query_result, inserted.statusmessage],
    [[{ x: '\\! id' }, { x: 'b\n' }], 'INSERT 0 2'],
  )
  const nothing = await run('DELETE FROM q WHERE false')
  assert.equal([nothing.changed, nothing.rowcount, nothing.query_result], [false, 0, {}])
  assert.is((await run('VACUUM q', { autocommit: true })).statusmessage, 'VACUUM')
  assert.match(
    await failure(postgresqlQuery, { login_db: 'postgres', query: 'SELECT nope' }),
    /42703: column "nope"/,
  )
})

slowTest('a setting is set to values in any form, and reset', async () => {
  const set = (name: string, value: unknown, expects?: 'in-sync') =>
    holds(postgresqlSet, { name, value, login_db: 'postgres' }, expects)
  await set('work_mem', '8mb')
  await set('work_mem', 8192, 'in-sync')
  await set('log_min_duration_statement', '1.5s')
  await set('log_connections', true)
  await set('archive_command', `cp '%p', "\\x" é`)
  await set('search_path', '"$user", public, b c')
  assert.is((await set('shared_buffers', '32MB')).restart_required, true)
  await set('shared_preload_libraries', 'a, b')
  await set('shared_preload_libraries', 'default')
  await holds(postgresqlSet, { name: 'work_mem', reset: true, login_db: 'postgres' })
  const inFiles = "SELECT setting FROM pg_file_settings WHERE name = 'archive_command'"
  assert.is(await query(inFiles), `cp '%p', "\\x" é`)
  assert.is(await query('SHOW search_path'), '"$user", public, "b c"')
  await set('search_path', 'default')
})

slowTest('objects of each type, and all objects of a role, are given to another role', async () => {
  await query(`CREATE ROLE "own ""1"; CREATE ROLE own2; CREATE SCHEMA "s.1"; CREATE TABLE "s.1"."T 1" (x int);
CREATE VIEW v1 AS SELECT 1 AS x; CREATE MATERIALIZED VIEW m1 AS SELECT 1 AS x; CREATE SEQUENCE q1;
CREATE FUNCTION f1(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE DATABASE "d 1"`)
  const give = (obj_type: string, obj_name: string, expects?: 'in-sync') =>
    holds(postgresqlOwner, { login_db: 'postgres', new_owner: 'own "1', obj_type, obj_name }, expects)
  await give('table', '"s.1".T 1')
  await give('table', '"s.1"."T 1"', 'in-sync')
  await give('view', 'v1')
  await give('matview', 'public.m1')
  await give('sequence', 'q1')
  await give('function', 'f1')
  await give('function', 'f1(int)', 'in-sync')
  await give('schema', 's.1')
  await give('database', 'd 1')
  const owned = `SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = 'own2'`
  await holds(postgresqlOwner, { login_db: 'postgres', new_owner: 'own2', reassign_owned_by: 'own "1' })
  // The table, the view, the sequence and the materialized view; their row types do not count.
  assert.is(await query(owned), '4')
  assert.match(
    await failure(postgresqlOwner, { new_owner: 'x', obj_type: 'table', obj_name: 'v1' }),
    /there is no role `x`/,
  )
})

slowTest('facts about a server are returned', async () => {
  await query(`CREATE ROLE "info 'é" LOGIN VALID UNTIL '2030-01-01'; CREATE DATABASE "info ""1"`)
  const info = await holds(postgresqlInfo, { login_db: 'postgres' }, 'in-sync')
  const { version, databases, roles, settings, tablespaces } = info as Record<
    string,
    Record<string, Record<string, unknown>>
  >
  assert.ok(Number(version?.major) >= 13)
  const database = databases?.['info "1']
  assert.equal([typeof database?.size, database?.owner], ['string', 'postgres'])
  assert.equal(Object.keys(database?.extensions ?? {}), ['plpgsql'])
  assert.is(roles?.["info 'é"]?.canlogin, true)
  assert.is(settings?.work_mem?.unit, 'kB')
  assert.equal(Object.keys(tablespaces ?? {}).sort(), ['pg_default', 'pg_global'])
})

test.run()
