import { test } from 'uvu'
import mysqlQuery from '../../../tasks/databases/mysql_query.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Results of queries are in the contract test, because their separators are random.

const READ = { login_db: 'app', query: 'SELECT a FROM b' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'a query that may write is planned',
    params: { login_db: 'app', query: ['SELECT 1', 'REPLACE INTO a VALUES (1)'] },
    isCheckMode: true,
    expects: ['run mysql_query:app: undefined -> {"query":["SELECT 1","REPLACE INTO a VALUES (1)"]}'],
  },
  {
    title: 'a query that the server reports as writing is planned',
    params: READ,
    isCheckMode: true,
    answers: {
      'query of app': {
        status: 1,
        stderr: 'ERROR 1792 (25006) at line 4: Cannot execute statement in a READ ONLY transaction\n',
      },
    },
    expects: ['run mysql_query:app: undefined -> {"query":["SELECT a FROM b"]}'],
  },
  {
    title: 'an invalid query is an error',
    params: READ,
    answers: {
      'query of app': { status: 1, stderr: "ERROR 1146 (42S02) at line 4: Table 'app.b' doesn't exist\n" },
    },
    expects: [
      "error: ERROR 1146 (42S02): Table 'app.b' doesn't exist",
      'hint: create the table in an earlier task',
    ],
  },
  {
    title: 'values without a placeholder are an error',
    params: { ...READ, positional_args: [1] },
    expects: [
      'error: the query has 0 placeholders for 1 values',
      'hint: check `positional_args` and `named_args`',
    ],
  },
]

taskRows('mysql_query', mysqlQuery, ROWS)

test.run()
