import { test } from 'uvu'
import mysqlUser from '../../../tasks/databases/mysql_user.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { mysqlXml } from '../../kit/mysql-xml.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const APP = 'state of mysql_user:app@localhost'
const HASH = '*94BDCEBE19083CE2A1F959FD02F964C7AF4CFC29'
const NO_GRANT =
  "ERROR 1141 (42000) at line 5: There is no such grant defined for user 'app' on host 'localhost'\n"
const MARIADB = '10.11.19-MariaDB-0+deb12u1'
const KNOWN = ['Select', 'Insert', 'Usage', 'Grant option'].map(each => ({ Privilege: each }))

const userOf = (fields: object = {}) => ({
  ...{ Host: 'localhost', User: 'app', Password: HASH, plugin: 'mysql_native_password' },
  ...{ authentication_string: HASH, ssl_type: '', ssl_cipher: '', x509_issuer: '', x509_subject: '' },
  ...{ max_questions: '0', max_updates: '0', max_connections: '0', max_user_connections: '0' },
  ...fields,
})
const absent = (version = MARIADB) => ({
  [APP]: { status: 1, stdout: mysqlXml([{ version }], [], KNOWN), stderr: NO_GRANT },
})
const found = (grants: readonly string[], fields: object = {}, version = MARIADB) => ({
  [APP]: mysqlXml(
    [{ version }],
    [userOf(fields)],
    KNOWN,
    grants.map(grant => ({ Grants: grant })),
  ),
})
const USAGE = 'GRANT USAGE ON *.* TO `app`@`localhost`'
const outputs = (msg: string, password_changed: boolean) =>
  `outputs: ${JSON.stringify({ user: 'app', msg, password_changed })}`

const ROWS: readonly TaskRow[] = [
  {
    title: 'a user is created with all params',
    params: {
      ...{ name: 'app', password: 'test', priv: 'app.*:ALL,GRANT/*.*:USAGE', tls_requires: { ssl: null } },
      resource_limits: { max_user_connections: 3 },
    },
    answers: absent(),
    expects: [
      'create mysql_user:app@localhost: null -> {"credentials":"(set)","grants":{"`app`.*":["ALL","GRANT"]},"tls_requires":"SSL","MAX_USER_CONNECTIONS":3}',
      '$ [create user app]',
      outputs('User added', true),
    ],
  },
  {
    title: 'a user that matches is left unchanged',
    params: {
      name: 'app',
      host: 'LOCALHOST',
      password: 'test',
      priv: { 'app.*': 'SELECT,INSERT' },
      tls_requires: {},
    },
    answers: found([USAGE, 'GRANT INSERT, SELECT ON `app`.* TO `app`@`localhost`']),
    expects: ['in sync: {"user":"app","msg":"User unchanged","password_changed":false}'],
  },
  {
    title: 'the hash of a password is accepted',
    params: { name: 'app', password: HASH.toLowerCase(), encrypted: true },
    answers: found([USAGE]),
    expects: ['in sync: {"user":"app","msg":"User unchanged","password_changed":false}'],
  },
  {
    title: 'password, privileges and requirements are changed',
    params: {
      ...{
        name: 'app',
        password: 'other',
        priv: 'app.t:SELECT(b,a)',
        tls_requires: { X509: null, issuer: 'i' },
      },
      resource_limits: { MAX_USER_CONNECTIONS: 0, MAX_QUERIES_PER_HOUR: 7 },
    },
    answers: found([USAGE, 'GRANT INSERT ON `app`.* TO `app`@`localhost` WITH GRANT OPTION']),
    expects: [
      'update mysql_user:app@localhost: {} -> {"credentials":"(set)","grants":{"`app`.`t`":["SELECT (`a`, `b`)"]},"revokes":{"`app`.*":["INSERT","GRANT"]},"tls_requires":{"ISSUER":"i"},"MAX_QUERIES_PER_HOUR":7}',
      '$ [update user app]',
      outputs('Privileges updated: granted ["SELECT (`a`, `b`)"], revoked ["INSERT","GRANT"]', true),
    ],
  },
  {
    title: 'with `on_create`, the password of an existing user is left unchanged',
    params: { name: 'app', password: 'other', update_password: 'on_create' },
    answers: found([USAGE]),
    expects: ['in sync: {"user":"app","msg":"User unchanged","password_changed":false}'],
  },
  {
    title: 'MySQL lists all privileges instead of `ALL`',
    params: { name: 'app', priv: '*.*:ALL' },
    answers: found(['GRANT SELECT, INSERT ON *.* TO `app`@`localhost`'], {}, '8.0.36'),
    expects: ['in sync: {"user":"app","msg":"User unchanged","password_changed":false}'],
  },
  {
    title: 'another authentication plugin is set',
    params: { name: 'app', plugin: 'unix_socket' },
    answers: found([USAGE]),
    expects: [
      'update mysql_user:app@localhost: {} -> {"credentials":"(set)"}',
      '$ [update user app]',
      outputs('Password updated', true),
    ],
  },
  {
    title: 'a requirement that already exists is left unchanged',
    params: { name: 'app', tls_requires: { SUBJECT: '/CN=a', CIPHER: 'c' } },
    answers: found([USAGE], { ssl_type: 'SPECIFIED', ssl_cipher: 'c', x509_subject: '/CN=a' }),
    expects: ['in sync: {"user":"app","msg":"User unchanged","password_changed":false}'],
  },
  {
    title: 'a user is removed',
    params: { name: 'app', state: 'absent' },
    answers: found([USAGE]),
    expects: [
      'delete mysql_user:app@localhost: {} -> null',
      '$ [delete user app]',
      outputs('User deleted', false),
    ],
  },
  {
    title: 'a missing user needs no removal',
    params: { name: 'app', state: 'absent' },
    answers: absent(),
    expects: ['in sync: {"user":"app","msg":"User doesn\'t exist","password_changed":false}'],
  },
  {
    title: '`host_all` for a user that does not exist is an error',
    params: { name: 'app', host_all: true },
    answers: { 'state of mysql_user:app@%all': mysqlXml([{ version: MARIADB }], []) },
    expects: [
      'error: there is no user `app`',
      'hint: `host_all` changes existing users only: create it with `host` in an earlier task',
    ],
  },
  {
    title: 'a login that may not read users is an error',
    params: { name: 'app' },
    answers: {
      [APP]: {
        status: 1,
        stderr:
          "ERROR 1142 (42000) at line 3: SELECT command denied to user 'x'@'localhost' for table `mysql`.`user`\n",
      },
    },
    expects: [
      "error: ERROR 1142 (42000): SELECT command denied to user 'x'@'localhost' for table `mysql`.`user`",
      'hint: grant it to the login user, or log in as another user (`login_user`)',
    ],
  },
  {
    title: 'invalid privileges and unknown limits are refused',
    params: { name: 'app', priv: 'app.*:SELECT;DROP', resource_limits: { MAX_X: 1 } },
    expects: [
      'refused: priv: `SELECT;DROP` is not a privilege',
      'refused: resource_limits: expected limits among MAX_QUERIES_PER_HOUR, MAX_UPDATES_PER_HOUR, MAX_CONNECTIONS_PER_HOUR, MAX_USER_CONNECTIONS, MAX_STATEMENT_TIME',
    ],
  },
  {
    title: '`priv` without privileges is refused',
    params: { name: 'app', priv: 'app.*', append_privs: true, subtract_privs: true },
    expects: ['refused: priv: `app.*` names no privileges: expected `db.table:SELECT`'],
  },
]

taskRows('mysql_user', mysqlUser, ROWS)

const withPlugin = (version?: string) => ({
  params: { name: 'app', plugin: 'ed25519' },
  answers: absent(version),
})
effectRows('mysql_user', mysqlUser, withPlugin(), [
  { params: { plugin_hash_string: "h'1" }, shows: ['`ed25519`', "'h''1';"], hides: ['`ed25519`;'] },
  {
    params: { plugin_auth_string: "a'1" },
    shows: ['`ed25519`', 'USING', "PASSWORD('a''1');"],
    hides: ['`ed25519`;'],
  },
  {
    params: { plugin: 'unix_socket', plugin_auth_string: 'bob' },
    shows: ['`unix_socket`', 'USING', "'bob';"],
    hides: ['`ed25519`;'],
  },
  {
    params: { session_vars: { wait_timeout: 9, sql_mode: "it's" } },
    shows: ['`wait_timeout`=9;', "`sql_mode`='it''s';"],
  },
  { params: { sql_log_bin: false }, shows: ['SQL_LOG_BIN=0;'] },
  { params: { force_context: true }, shows: ['USE'] },
])
effectRows('mysql_user', mysqlUser, withPlugin('8.0.36'), [
  { params: { plugin_auth_string: "a'1" }, shows: ['`ed25519`', 'BY', "'a''1';"], hides: ['`ed25519`;'] },
])

test.run()
