import { test } from 'uvu'
import postgresqlPing from '../../../tasks/databases/postgresql_ping.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of psql 15.18.
const ROWS: readonly TaskRow[] = [
  {
    title: 'a server that answers is available',
    params: { login_db: 'app' },
    answers: { 'version of app': '"PostgreSQL 15.18 (Debian 15.18-0+deb12u1) on x86_64-pc-linux-gnu"\n' },
    expects: [
      'in sync: {"is_available":true,"conn_err_msg":"","server_version":{"major":15,"minor":18,"full":"15.18","raw":"PostgreSQL 15.18 (Debian 15.18-0+deb12u1) on x86_64-pc-linux-gnu"}}',
    ],
  },
  {
    title: 'a server that does not run is not available',
    params: {},
    answers: {
      'version of postgres': {
        status: 2,
        stderr:
          'psql: error: connection to server on socket "/run/postgresql/.s.PGSQL.5432" failed: No such file or directory\n',
      },
    },
    expects: [
      'in sync: {"is_available":false,"conn_err_msg":"psql: error: connection to server on socket \\"/run/postgresql/.s.PGSQL.5432\\" failed: No such file or directory","server_version":{}}',
    ],
  },
  {
    title: 'a refused login is not available',
    params: { login_db: '', login_user: 'anna' },
    answers: {
      'version of anna': {
        status: 2,
        stderr: 'psql: error: FATAL:  Peer authentication failed for user "anna"\n',
      },
    },
    expects: [
      'in sync: {"is_available":false,"conn_err_msg":"psql: error: FATAL:  Peer authentication failed for user \\"anna\\"","server_version":{}}',
    ],
  },
  {
    title: 'a host without psql is an error',
    params: {},
    answers: {
      'version of postgres': { status: 127, stderr: 'the host has no psql\n' },
      'which of psql exist': '',
    },
    expects: ['error: the host has no `psql`', 'hint: install postgresql-client in an earlier task'],
  },
  {
    title: 'an invalid name is refused',
    params: { login_db: 'a\0b' },
    expects: ['refused: login_db: expected a name'],
  },
]

taskRows('postgresql_ping', postgresqlPing, ROWS)

test.run()
