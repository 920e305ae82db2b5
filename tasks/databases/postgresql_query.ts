/**
 * Queries to a PostgreSQL database, and their results.
 *
 *     - postgresql_query: { login_db: app, query: "SELECT count(*) AS n FROM accounts" }
 *       become: true
 *       become_user: postgres
 *       register: accounts
 */
import { defineTask, flag, inSync, plan, probe, z } from '../../src/authoring/task.ts'
import {
  boundQueries,
  emptyable,
  emptyableText,
  hasOneKindOfArguments,
  onlyReads,
  POSTGRES_LOGIN_ALIASES,
  PSQL_STATUSES,
  postgresFailure,
  postgresLoginConnection,
  postgresLoginParams,
  postgresName,
  postgresResource,
  postgresValue,
  type QueryResult,
  queryArgumentParams,
  queryParam,
  queryScript,
  refusePostgres,
  TWO_KINDS_OF_ARGUMENTS,
} from '../../src/built-in/databases.ts'
import { commaList } from '../../src/built-in/text.ts'

const params = z
  .strictObject({
    query: queryParam()
      .describe('The query, or a list of queries. They run in one transaction.')
      .meta({ examples: ['SELECT version()', ['SELECT 1', 'SELECT 2']] }),
    ...queryArgumentParams('A list becomes an array.'),
    login_db: emptyable(postgresName())
      .describe('The database. Default: the database with the name of `login_user`.')
      .meta({ examples: ['app'] }),
    autocommit: flag()
      .default(false)
      .describe('Run each query outside a transaction. Some statements, such as `VACUUM`, require this.')
      .meta({ examples: [true] }),
    encoding: emptyableText()
      .describe('Has no effect: text is always sent and read as UTF-8.')
      .meta({ examples: ['UTF-8'] }),
    search_path: commaList(postgresName())
      .default([])
      .describe('The schemas in which to look up names (`search_path`).')
      .meta({ examples: [['app', 'public']] }),
    ...postgresLoginParams,
  })
  .refine(hasOneKindOfArguments, TWO_KINDS_OF_ARGUMENTS)

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Runs queries in a PostgreSQL database, and registers their results.',
  example: `- postgresql_query:
    login_db: app
    query: SELECT count(*) AS n FROM accounts WHERE name LIKE %s
    positional_args: ["a%"]
  become: true
  become_user: postgres
  register: accounts
`,
  params,
  aliases: { db: 'login_db', ...POSTGRES_LOGIN_ALIASES },
  outputs: {
    query: 'The last query, with its values filled in.',
    query_list: 'The queries as in the task, without their values, as a list.',
    query_result:
      'The rows of the last query, as a list of maps from columns to values; an empty map if a query of its kind returns no rows.',
    query_all_results: 'The same for each query, as a list.',
    statusmessage: 'What the server says of the last query, such as `INSERT 0 1`.',
    rowcount: 'The number of rows that all queries together returned or changed.',
  },
  unsupported: {
    path_to_script: 'use `postgresql_db` with `state: restore`, which runs a file with psql',
    as_single_query: 'remove it: it works only with `path_to_script`, which Drover does not have',
  },
  action: 'once',
  // It is not known what a query reads.
  readsExternalState: true,
  check: async ({ host, params, environment, isCheckMode }) => {
    const queries = boundQueries(params, postgresValue)
    const connection = postgresLoginConnection(params, environment)
    const resource = postgresResource('query', connection.database, connection)
    const onRun = plan([{ resource, action: 'run', after: { query: params.query } }])
    if (!queries.every(onlyReads)) return onRun
    const run = { queries, searchPath: params.search_path, transaction: 'read only' } as const
    const { script, read } = queryScript(connection, run)
    const title = `query of ${connection.database}`
    const answer = await host.ask(probe({ title, script, answers: PSQL_STATUSES, parse: given => given }))
    if (answer.status === 0) return inSync(outputsOf(queries, params, read(answer)))
    const failure = postgresFailure(answer)
    // A statement that seems to only read may still write.
    if (failure.sqlState === READ_ONLY) return onRun
    return refusePostgres(host, failure, isCheckMode)
  },
  mayChange: ({ params }) => (params.query.every(onlyReads) ? [] : undefined),
  apply: async ({ host, params, environment }) => {
    const queries = boundQueries(params, postgresValue)
    const connection = postgresLoginConnection(params, environment)
    const transaction = params.autocommit ? 'none' : 'read write'
    const { script, read } = queryScript(connection, { queries, searchPath: params.search_path, transaction })
    const title = `run the query in ${connection.database}`
    const answer = await host.run(script, { title, ok: 'any' })
    if (answer.status !== 0) return refusePostgres(host, postgresFailure(answer), false, title)
    const results = read(answer)
    return { ...outputsOf(queries, params, results), changed: results.some(isChange) }
  },
})

/** The SQLSTATE of a statement that tries to write in a read-only transaction. */
const READ_ONLY = '25006'

function outputsOf(queries: readonly string[], params: Params, results: readonly QueryResult[]) {
  const rows = results.map(result => result.rows ?? {})
  return {
    ...{
      query: queries.at(-1),
      query_list: params.query,
      query_result: rows.at(-1),
      query_all_results: rows,
    },
    ...{
      statusmessage: results.at(-1)?.status,
      rowcount: results.reduce((sum, { count }) => sum + count, 0),
    },
  }
}

/**
 * Whether a statement has changed something, decided as in Ansible: INSERT, UPDATE, DELETE and MERGE only if they
 * affected rows.
 */
function isChange({ status }: QueryResult): boolean {
  if (status.includes('SELECT')) return false
  return !/^(INSERT|UPDATE|DELETE|MERGE)\b.* 0$/.test(status)
}
