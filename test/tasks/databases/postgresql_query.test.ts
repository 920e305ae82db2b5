import { test } from 'uvu'
import postgresqlQuery from '../../../tasks/databases/postgresql_query.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// What psql 15.18 prints. Results of queries are in the contract test: what separates them is another each time.

const READ = { login_db: 'app', query: 'SELECT a FROM b' }
const planned = (query: string) =>
  `run postgresql_query:app: undefined -> ${JSON.stringify({ query: [query] })}`

const ROWS: readonly TaskRow[] = [
  {
    title: 'a query that may write is run only by a run',
    params: { login_db: 'app', query: 'UPDATE a SET b = 1' },
    isCheckMode: true,
    expects: [planned('UPDATE a SET b = 1')],
  },
  {
    title: 'so is one that calls a function',
    params: { login_db: 'app', query: 'SELECT pg_reload_conf()' },
    isCheckMode: true,
    expects: [planned('SELECT pg_reload_conf()')],
  },
  {
    title: 'and one of which the server says that it writes',
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
    title: 'a query that is wrong',
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
    title: 'the error of a query that writes',
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
    title: 'a value that is missing',
    params: { ...READ, query: 'SELECT %(a)s', named_args: { b: 1 } },
    expects: ['error: there is no value for `%(a)s`', 'hint: check `positional_args` and `named_args`'],
  },
  {
    title: 'values by position and by name',
    params: { ...READ, positional_args: [], named_args: {} },
    expects: ['refused: named_args: cannot be combined with `positional_args`'],
  },
]

taskRows('postgresql_query', postgresqlQuery, ROWS)

test.run()
