import { test } from 'uvu'
import postgresqlDb from '../../../tasks/databases/postgresql_db.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of psql 15.18.

const APP = 'state of postgresql_db:app'
const FOUND = {
  ...{ owner: 'postgres', encoding: 'UTF8', wanted_encoding: 'UTF8', lc_collate: 'en_US.utf8' },
  ...{ lc_ctype: 'C', conn_limit: -1, tablespace: 'pg_default', server_version: 150018 },
}
const found = (fields: object = {}) => ({ [APP]: `${JSON.stringify({ ...FOUND, ...fields })}\n` })
const DUMP = { name: 'app', state: 'dump', target: '/b/app.sql.gz' }
const refused = (stderr: string, status = 3) => ({ [APP]: { status, stderr } })
const NO_SERVER = `psql: error: connection to server on socket "/run/postgresql/.s.PGSQL.5432" failed: No such file or directory
\tIs the server running locally and accepting connections on that socket?\n`
const PEER = `psql: error: connection to server on socket "/run/postgresql/.s.PGSQL.5432" failed: FATAL:  Peer authentication failed for user "postgres"\n`

const ROWS: readonly TaskRow[] = [
  {
    title: 'a database is created with all params',
    params: {
      ...{
        name: 'app',
        owner: 'o"x',
        template: 'template0',
        encoding: 'UTF-8',
        lc_collate: "C'\\",
        lc_ctype: 'C',
      },
      ...{ conn_limit: '3', tablespace: 'fast' },
    },
    answers: { [APP]: '' },
    expects: [
      `create postgresql_db:app: null -> {"owner":"o\\"x","encoding":"UTF-8","lc_collate":"C'\\\\","lc_ctype":"C","conn_limit":3,"tablespace":"fast"}`,
      '$ [present database app]',
      `outputs: ${JSON.stringify({
        db: 'app',
        executed_commands: [
          `CREATE DATABASE "app" OWNER "o""x" TEMPLATE "template0" ENCODING 'UTF-8' LC_COLLATE E'C''\\\\' LC_CTYPE 'C' TABLESPACE "fast" CONNECTION LIMIT 3`,
        ],
      })}`,
    ],
  },
  {
    title: 'empty params have no effect, and spellings of a locale are equal',
    params: { name: 'app', owner: '', encoding: 'utf-8', lc_collate: 'en_US.UTF-8', conn_limit: '' },
    answers: found(),
    expects: ['in sync: {"db":"app","executed_commands":[]}'],
  },
  {
    title: 'owner, connection limit and tablespace are changed',
    params: { name: 'app', owner: 'app', conn_limit: 5, tablespace: 'fast', login_port: 5433 },
    answers: { 'state of postgresql_db:app@:5433': JSON.stringify(FOUND) },
    expects: [
      'update postgresql_db:app@:5433: {"owner":"postgres","conn_limit":-1,"tablespace":"pg_default"} -> {"owner":"app","conn_limit":5,"tablespace":"fast"}',
      '$ [present database app]',
      `outputs: ${JSON.stringify({
        db: 'app',
        executed_commands: [
          'ALTER DATABASE "app" OWNER TO "app"',
          'ALTER DATABASE "app" CONNECTION LIMIT 5',
          'ALTER DATABASE "app" SET TABLESPACE "fast"',
        ],
      })}`,
    ],
  },
  {
    title: 'another encoding is an error',
    params: { name: 'app', encoding: 'LATIN1' },
    answers: found({ wanted_encoding: 'LATIN1' }),
    expects: [
      'error: the database `app` has the encoding `UTF8`, not `LATIN1`, which cannot be changed',
      'hint: dump it, remove it, and create it again, or leave out the param',
    ],
  },
  {
    title: 'another locale is an error',
    params: { name: 'app', lc_ctype: 'de_DE.UTF-8' },
    answers: found(),
    expects: [
      'error: the database `app` has the lc_ctype `C`, not `de_DE.UTF-8`, which cannot be changed',
      'hint: dump it, remove it, and create it again, or leave out the param',
    ],
  },
  {
    title: 'a database is removed with its sessions, also on an old server',
    params: { name: 'app', state: 'absent', force: true },
    answers: found({ server_version: 120004 }),
    expects: [
      'delete postgresql_db:app: {} -> null',
      '$ [absent database app]',
      `outputs: ${JSON.stringify({
        db: 'app',
        executed_commands: [
          "UPDATE pg_database SET datallowconn = false WHERE datname = 'app'",
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'app' AND pid <> pg_backend_pid()",
          'DROP DATABASE "app"',
        ],
      })}`,
    ],
  },
  {
    title: 'a missing database needs no removal',
    params: { name: 'app', state: 'absent' },
    answers: { [APP]: '' },
    expects: ['in sync: {"db":"app","executed_commands":[]}'],
  },
  {
    title: 'a database that already has its new name is in sync',
    params: { name: 'app', state: 'rename', target: 'app2' },
    answers: { [APP]: '', 'state of postgresql_db:app2': JSON.stringify(FOUND) },
    expects: ['in sync: {"db":"app","executed_commands":[]}'],
  },
  {
    title: 'a new name that another database has is an error',
    params: { name: 'app', state: 'rename', target: 'app2' },
    answers: { ...found(), 'state of postgresql_db:app2': JSON.stringify(FOUND) },
    expects: ['error: cannot rename `app`: there is a database `app2` already'],
  },
  {
    title: 'renaming a missing database is an error',
    params: { name: 'app', state: 'rename', target: 'app2' },
    answers: { [APP]: '', 'state of postgresql_db:app2': '' },
    expects: ['error: there is no database `app`, and no `app2`'],
  },
  {
    title: 'a dump is written with mode 0600',
    params: { ...DUMP, dump_extra_args: "-T 'a b'" },
    answers: { ...found(), 'state of /b/app.sql.gz': '\0' },
    expects: [
      'dump postgresql_db:app: undefined -> {"target":"/b/app.sql.gz"}',
      'write /b/app.sql.gz 0600: (a file)',
      `outputs: ${JSON.stringify({
        ...{ db: 'app', executed_commands: ['pg_dump -T a b (gzip) /b/app.sql.gz'], msg: '', rc: 0 },
        cmd: 'pg_dump -T a b (gzip) /b/app.sql.gz',
      })}`,
    ],
  },
  {
    title: 'dumping a missing database is an error',
    params: DUMP,
    answers: { [APP]: '' },
    expects: ['error: there is no database `app`', 'hint: create it in an earlier task'],
  },
  {
    title: 'restoring a missing dump is an error',
    params: { ...DUMP, state: 'restore' },
    answers: { ...found(), 'state of /b/app.sql.gz': '\0' },
    expects: ['error: `/b/app.sql.gz` does not exist', 'hint: create it in an earlier task'],
  },
  {
    title: 'a server that is not running is an error',
    params: { name: 'app' },
    answers: refused(NO_SERVER, 2),
    expects: [
      ...`error: ${NO_SERVER.trim()}`.split('\n'),
      'hint: is the server running? Start it in an earlier task, or check `login_host`, `login_unix_socket` and `login_port`',
    ],
  },
  {
    title: 'in a dry run, an earlier task may start the server',
    params: { name: 'app' },
    isCheckMode: true,
    answers: refused(NO_SERVER, 2),
    expects: [`unknown: depends on the PostgreSQL server, which refuses now: ${NO_SERVER.trim()}`],
  },
  {
    title: 'a refused login is an error',
    params: { name: 'app' },
    answers: refused(PEER, 2),
    expects: [
      `error: ${PEER.trim()}`,
      'hint: set `become: true` and `become_user: postgres`, or log in with `login_host: 127.0.0.1` and a password',
    ],
  },
  {
    title: 'a host without psql is an error',
    params: { name: 'app' },
    answers: { ...refused('the host has no psql\n', 127), 'which of psql exist': '' },
    expects: ['error: the host has no `psql`', 'hint: install postgresql-client in an earlier task'],
  },
  {
    title: 'the error of a refused statement does not contain the statement',
    params: { name: 'app' },
    answers: refused(
      `psql:<stdin>:2: ERROR:  42501: permission denied for table pg_database
LINE 1: SELECT secret
               ^
LOCATION:  aclcheck_error, aclchk.c:3650\n`,
    ),
    expects: [
      'error: ERROR:  42501: permission denied for table pg_database',
      'hint: log in as a role that may do this, such as `postgres`',
    ],
  },
  {
    title: 'a name that is too long for the server is refused',
    params: { name: 'é'.repeat(32) },
    expects: ['refused: name: PostgreSQL cuts off names after 63 bytes: expected a shorter one'],
  },
  {
    title: 'options with an unclosed quote, and unknown connection parameters, are refused',
    params: { name: 'app', dump_extra_args: "-T 'x", connect_params: { nope: 1 } },
    expects: [
      'refused: dump_extra_args: expected options with their quotes closed',
      `refused: connect_params: expected parameters among host, hostaddr, port, user, password, passfile, service, options, application_name, connect_timeout, sslmode, sslrootcert, sslcert, sslkey, sslcrl, gssencmode, krbsrvname, channel_binding, target_session_attrs`,
    ],
  },
  {
    title: 'renaming a database to its own name, or the one of the connection, is refused',
    params: { name: 'postgres', state: 'rename', target: 'postgres' },
    expects: [
      'refused: target: is the name that the database has: expected another',
      'refused: maintenance_db: must be another database than `name`',
    ],
  },
]

taskRows('postgresql_db', postgresqlDb, ROWS)

const ARCHIVE = {
  params: { ...DUMP, target: '/b/app.pgc' },
  answers: { ...found(), 'state of /b/app.pgc': '\0' },
}
effectRows('postgresql_db', postgresqlDb, ARCHIVE, [
  { params: { target_opts: "-n 'a b'" }, shows: ['-n', "'a", "b'", 'a', 'b'] },
])

test.run()
