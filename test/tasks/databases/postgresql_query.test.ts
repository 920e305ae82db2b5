import { test } from 'uvu'
import postgresqlQuery from '../../../tasks/databases/postgresql_query.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of psql 15.18. Results of queries are in the contract test, because their separators are random.

const READ = { login_db: 'app', query: 'SELECT a FROM b' }
const planned = (query: string) =>
  `run postgresql_query:app: undefined -> ${JSON.stringify({ query: [query] })}`

const ROWS: readonly TaskRow[] = [
  {
    title: 'a query that may write is planned',
    params: { login_db: 'app', query: 'UPDATE a SET b = 1' },
    isCheckMode: true,
    expects: [planned('UPDATE a SET b = 1')],
  },
  {
    title: 'a query that calls a function is planned',
    params: { login_db: 'app', query: 'SELECT pg_reload_conf()' },
    isCheckMode: true,
    expects: [planned('SELECT pg_reload_conf()')],
  },
  {
    title: 'a query that the server reports as writing is planned',
    params: READ,
    isCheckMode: true,
    answers: {
      'query of app': {
        status: 3,
        stderr:
          'psql:<stdin>:9: ERROR:  25006: cannot execute SELECT FOR UPDATE in a read-only transaction\n',
      },
    },
    expects: [planned('SELECT a FROM b')],
  },
  {
    title: 'an invalid query is an error',
    params: READ,
    answers: {
      'query of app': {
        status: 3,
        stderr: 'psql:<stdin>:9: ERROR:  42P01: relation "b" does not exist\nLINE 1: …\n',
      },
    },
    expects: [
      'error: ERROR:  42P01: relation "b" does not exist',
      'hint: create the table in an earlier task',
    ],
  },
  {
    title: 'a query that writes fails with the error of the server',
    params: { query: 'DROP TABLE b', login_db: '' },
    runs: {
      'run the query in postgres': {
        status: 3,
        stderr: 'psql:<stdin>:9: ERROR:  42501: must be owner of table b\n',
      },
    },
    expects: [
      'run postgresql_query:postgres: undefined -> {"query":["DROP TABLE b"]}',
      '$ [run the query in postgres]',
      'error: cannot run the query in postgres: ERROR:  42501: must be owner of table b',
      'hint: log in as a role that may do this, such as `postgres`',
    ],
  },
  {
    title: 'a missing value is an error',
    params: { ...READ, query: 'SELECT %(a)s', named_args: { b: 1 } },
    expects: ['error: there is no value for `%(a)s`', 'hint: check `positional_args` and `named_args`'],
  },
  {
    title: 'values both by position and by name are refused',
    params: { ...READ, positional_args: [], named_args: {} },
    expects: ['refused: named_args: cannot be combined with `positional_args`'],
  },
]

taskRows('postgresql_query', postgresqlQuery, ROWS)

test.run()
