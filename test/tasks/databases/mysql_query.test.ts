import { test } from 'uvu'
import mysqlQuery from '../../../tasks/databases/mysql_query.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Results of queries are in the contract test: what separates them is another each time.

const READ = { login_db: 'app', query: 'SELECT a FROM b' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'a query that may write is run only by a run',
    params: { login_db: 'app', query: ['SELECT 1', 'REPLACE INTO a VALUES (1)'] },
    isCheckMode: true,
    expects: ['run mysql_query:app: undefined -> {"query":["SELECT 1","REPLACE INTO a VALUES (1)"]}'],
  },
  {
    title: 'so is one of which the server says that it writes',
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
    title: 'a query that is wrong',
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
    title: 'values that are left over',
    params: { ...READ, positional_args: [1] },
    expects: [
      'error: the query has 0 placeholders for 1 values',
      'hint: check `positional_args` and `named_args`',
    ],
  },
]

taskRows('mysql_query', mysqlQuery, ROWS)

test.run()
