/**
 * Queries to a MySQL or MariaDB server, and their results.
 *
 *     - mysql_query: { login_db: app, query: "SELECT COUNT(*) AS n FROM accounts" }
 *       become: true
 *       register: accounts
 */
import { defineTask, flag, inSync, plan, probe, z } from '../../src/authoring/task.ts'
import {
  boundQueries,
  hasOneKindOfArguments,
  MYSQL_LOGIN_ALIASES,
  MYSQL_STATUSES,
  type MysqlResult,
  mysqlConnection,
  mysqlFailure,
  mysqlLoginParams,
  mysqlName,
  mysqlQueryScript,
  mysqlResource,
  mysqlValue,
  onlyReads,
  queryArgumentParams,
  queryParam,
  refuseMysql,
  TWO_KINDS_OF_ARGUMENTS,
} from '../../src/built-in/databases.ts'

const params = z
  .strictObject({
    query: queryParam()
      .describe('The query, or a list of several.')
      .meta({ examples: ['SELECT VERSION()', ['SELECT 1', 'SELECT 2']] }),
    ...queryArgumentParams('A list becomes a list in parentheses, for `IN`.'),
    login_db: mysqlName()
      .optional()
      .describe('The default database for names that do not contain one.')
      .meta({ examples: ['app'] }),
    single_transaction: flag()
      .default(false)
      .describe('Run all queries in one transaction.')
      .meta({ examples: [true] }),
    ...mysqlLoginParams,
  })
  .refine(hasOneKindOfArguments, TWO_KINDS_OF_ARGUMENTS)

export default defineTask({
  summary: 'Runs queries on a MySQL or MariaDB server, and registers their results.',
  example: `- mysql_query:
    login_db: app
    query: SELECT COUNT(*) AS n FROM accounts WHERE name LIKE %s
    positional_args: ["a%"]
  become: true
  register: accounts
`,
  params,
  aliases: MYSQL_LOGIN_ALIASES,
  outputs: {
    executed_queries: 'The queries with their values filled in, as a list.',
    query_result: 'For each query its rows, as a list of lists of maps from columns to values.',
    rowcount: 'For each query the number of rows that it returned or changed, as a list.',
  },
  action: 'once',
  // It is not known what a query reads.
  readsExternalState: true,
  check: async ({ host, params, isCheckMode }) => {
    const queries = boundQueries(params, mysqlValue)
    const connection = mysqlConnection(params)
    const resource = mysqlResource('query', params.login_db ?? '', connection)
    const onRun = plan([{ resource, action: 'run', after: { query: params.query } }])
    if (!queries.every(onlyReads)) return onRun
    const run = { queries, database: params.login_db, transaction: 'READ ONLY' } as const
    const { script, read } = mysqlQueryScript(connection, run)
    const title = `query of ${params.login_db ?? 'the server'}`
    const answer = await host.ask(probe({ title, script, answers: MYSQL_STATUSES, parse: given => given }))
    if (answer.status === 0) return inSync(outputsOf(queries, read(answer)))
    const failure = mysqlFailure(answer)
    // A statement that seems to only read may still write.
    if (failure.number === READ_ONLY) return onRun
    return refuseMysql(host, failure, isCheckMode)
  },
  mayChange: ({ params }) => (params.query.every(onlyReads) ? [] : undefined),
  apply: async ({ host, params }) => {
    const queries = boundQueries(params, mysqlValue)
    const transaction = params.single_transaction ? 'READ WRITE' : 'none'
    const run = { queries, database: params.login_db, transaction } as const
    const { script, read } = mysqlQueryScript(mysqlConnection(params), run)
    const title = `run the query on ${params.login_db ?? 'the server'}`
    const answer = await host.run(script, { title, ok: 'any' })
    if (answer.status !== 0) return refuseMysql(host, mysqlFailure(answer), false, title)
    const results = read(answer)
    const isChanged = queries.some((query, nth) => isChange(query, results[nth]?.count ?? 0))
    return { ...outputsOf(queries, results), changed: isChanged }
  },
})

/** The error number of a statement that tries to write in a read-only transaction. */
const READ_ONLY = 1792

function outputsOf(queries: readonly string[], results: readonly MysqlResult[]) {
  return {
    executed_queries: queries,
    query_result: results.map(({ rows }) => rows),
    rowcount: results.map(({ count }) => count),
  }
}

/** Whether a statement has changed something; INSERT, UPDATE, DELETE and REPLACE only if they affected rows. */
function isChange(query: string, count: number): boolean {
  if (onlyReads(query)) return false
  return /^\s*(INSERT|UPDATE|DELETE|REPLACE)\b/i.test(query) ? count > 0 : true
}
