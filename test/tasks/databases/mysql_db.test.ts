import { test } from 'uvu'
import mysqlDb from '../../../tasks/databases/mysql_db.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { statesOf } from '../../kit/file-answers.ts'
import { mysqlXml } from '../../kit/mysql-xml.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const APP = 'state of mysql_db:app'
const here = (name: string, folds = '0') => mysqlXml([{ folds }], [{ name }])
const NONE = mysqlXml([{ folds: '0' }], [])
const DENIED = "ERROR 1698 (28000): Access denied for user 'root'@'localhost'\n"
const DUMP = { name: 'app', state: 'dump', target: '/b/app.sql.xz' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'missing databases are created',
    params: { name: 'app, a`b', encoding: 'utf8mb4', collation: "x'" },
    answers: { [APP]: here('app'), 'state of mysql_db:a`b': NONE },
    expects: [
      'create mysql_db:a`b: null -> {"encoding":"utf8mb4","collation":"x\'"}',
      '$ [present database app, a`b]',
      `outputs: ${JSON.stringify({
        db: 'app a`b',
        db_list: ['app', 'a`b'],
        executed_commands: ["CREATE DATABASE `a``b` CHARACTER SET 'utf8mb4' COLLATE 'x'''"],
      })}`,
    ],
  },
  {
    title: 'an existing database is left unchanged',
    params: { name: ['app'], encoding: 'latin1' },
    answers: { [APP]: here('app') },
    expects: ['in sync: {"db":"app","db_list":["app"],"executed_commands":[]}'],
  },
  {
    title: 'names that differ in case are different databases',
    params: { name: ['app'], state: 'absent' },
    answers: { [APP]: here('App') },
    expects: ['in sync: {"db":"app","db_list":["app"],"executed_commands":[]}'],
  },
  {
    title: 'names that differ in case are equal if the server treats them so',
    params: { name: ['app'], state: 'absent', login_host: 'db1' },
    answers: { 'state of mysql_db:app@db1:3306': here('App', '1') },
    expects: [
      'delete mysql_db:app@db1:3306: {} -> null',
      '$ [absent database app]',
      'outputs: {"db":"app","db_list":["app"],"executed_commands":["DROP DATABASE `app`"]}',
    ],
  },
  {
    title: 'a dump is written with mode 0600',
    params: {
      ...{
        ...DUMP,
        single_transaction: true,
        ignore_tables: ['app.x y'],
        hex_blob: true,
        master_data: 2,
        force: true,
      },
      ...{ quick: false, skip_lock_tables: true, encoding: 'utf8', dump_extra_args: '--routines' },
    },
    answers: { [APP]: here('app'), 'state of /b/app.sql.xz': '\0' },
    expects: [
      'dump mysql_db:app: undefined -> {"target":"/b/app.sql.xz"}',
      'write /b/app.sql.xz 0600: (a file)',
      `outputs: ${JSON.stringify({
        ...{ db: 'app', db_list: ['app'] },
        executed_commands: [
          'mysqldump --force --skip-lock-tables --default-character-set=utf8 --single-transaction=true --ignore-table=app.x y --hex-blob --master-data=2 --routines -- app > /b/app.sql.xz',
        ],
        msg: '',
      })}`,
    ],
  },
  {
    title: 'all databases are dumped',
    params: { ...DUMP, name: 'all' },
    answers: { 'state of /b/app.sql.xz': '\0' },
    expects: [
      'dump mysql_db:all: undefined -> {"target":"/b/app.sql.xz"}',
      'write /b/app.sql.xz 0600: (a file)',
      `outputs: ${JSON.stringify({
        ...{ db: 'all', db_list: ['all'] },
        executed_commands: ['mysqldump --quick --all-databases > /b/app.sql.xz'],
        msg: '',
      })}`,
    ],
  },
  {
    title: 'dumping a missing database is an error',
    params: DUMP,
    answers: { [APP]: NONE },
    expects: ['error: there is no database `app`', 'hint: create it in an earlier task'],
  },
  {
    title: 'importing a missing dump is an error',
    params: { ...DUMP, state: 'import' },
    answers: { [APP]: NONE, 'state of /b/app.sql.xz': '\0' },
    expects: ['error: `/b/app.sql.xz` does not exist', 'hint: create it in an earlier task'],
  },
  {
    title: 'a refused login is an error',
    params: { name: 'app' },
    answers: { [APP]: { status: 1, stderr: DENIED } },
    expects: [
      `error: ${DENIED.trim()}`,
      'hint: the server identifies this user by its socket: set `become: true`, or log in as another user',
    ],
  },
  {
    title: 'in a dry run, an earlier task may start the server',
    params: { name: 'app' },
    isCheckMode: true,
    answers: {
      [APP]: {
        status: 1,
        stderr: "ERROR 2002 (HY000): Can't connect to local server through socket '/x' (2)\n",
      },
    },
    expects: [
      "unknown: depends on the database server, which refuses now: ERROR 2002 (HY000): Can't connect to local server through socket '/x' (2)",
    ],
  },
  {
    title: 'a host without a client is an error',
    params: { name: 'app' },
    answers: { [APP]: { status: 127, stderr: 'the host has no mysql\n' }, 'which of mysql exist': '' },
    expects: [
      'error: the host has no `mysql`',
      'hint: install mariadb-client or mysql-client in an earlier task',
    ],
  },
  {
    title: 'removing all databases is refused',
    params: { name: 'all', state: 'absent', config_file: 'my.cnf' },
    expects: [
      'refused: config_file: expected an absolute path, or one in `~/`',
      'refused: name: `all` is for `state: dump` and `state: import` alone',
    ],
  },
  {
    title: 'importing several databases, or without `target`, is refused',
    params: { name: ['a', 'b'], state: 'import' },
    expects: [
      'refused: target: expected the file of the dump',
      'refused: name: expected one database, or `all`',
    ],
  },
]

taskRows('mysql_db', mysqlDb, ROWS)

effectRows(
  'mysql_db',
  mysqlDb,
  {
    params: { name: ['app'], state: 'import', target: '/b/app.sql' },
    answers: { [APP]: here('app'), 'state of /b/app.sql': statesOf('file') },
  },
  [{ params: { chdir: '/srv/dumps' }, shows: ['cd', '/srv/dumps'] }],
)

test.run()
