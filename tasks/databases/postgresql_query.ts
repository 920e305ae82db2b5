/**
 * Queries to a PostgreSQL database, and what they give.
 *
 *     - postgresql_query: { login_db: app, query: "SELECT count(*) AS n FROM accounts" }
 *       become: true
 *       become_user: postgres
 *       register: accounts
 */
import {
  defineTask,
  flag,
  inSync,
  oneOrMore,
  plan,
  probe,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  bindArguments,
  emptyableText,
  onlyReads,
  POSTGRES_LOGIN_ALIASES,
  postgresConnection,
  postgresFailure,
  postgresLoginParams,
  postgresName,
  postgresResource,
  postgresValue,
  type QueryResult,
  queryScript,
  refusePostgres,
} from '../../src/built-in/databases.ts'
import { commaList } from '../../src/built-in/text.ts'

const params = z
  .strictObject({
    query: oneOrMore(text().refine(query => query.trim() !== '' && !query.includes('\0'), 'expected a query'))
      .describe('The query, or a list of several, which run in one transaction.')
      .meta({ examples: ['SELECT version()', ['SELECT 1', 'SELECT 2']] }),
    positional_args: z
      .array(z.unknown())
      .optional()
      .describe('Values for each `%s` in the query. A list is an array.')
      .meta({ examples: [[1, 'test']] }),
    named_args: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('Values for each `%(name)s` in the query.')
      .meta({ examples: [{ id: 1 }] }),
    login_db: z
      .union([z.literal('').transform(() => undefined), postgresName()])
      .optional()
      .describe('The database. By default, the one with the name of `login_user`.')
      .meta({ examples: ['app'] }),
    autocommit: flag()
      .default(false)
      .describe('Run each query for itself, and not in a transaction: for `VACUUM` and the like.')
      .meta({ examples: [true] }),
    encoding: emptyableText()
      .describe('Has no effect: text is always sent and read as UTF-8.')
      .meta({ examples: ['UTF-8'] }),
    search_path: commaList(postgresName())
      .default([])
      .describe('The schemas in which names are looked up.')
      .meta({ examples: [['app', 'public']] }),
    ...postgresLoginParams,
  })
  .refine(({ positional_args, named_args }) => positional_args === undefined || named_args === undefined, {
    path: ['named_args'],
    message: 'cannot be combined with `positional_args`',
  })

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
  unsupported: {
    path_to_script: 'use `postgresql_db` with `state: restore`, which runs a file with psql',
    as_single_query: 'it belongs to `path_to_script`: remove it',
  },
  action: 'once',
  // What a query reads is not known.
  readsExternalState: true,
  check: async ({ host, params, environment, isCheckMode }) => {
    const queries = boundQueries(params)
    const connection = connectionOf(params, environment)
    const resource = postgresResource('query', connection.database, connection)
    if (!queries.every(onlyReads)) return plan([{ resource, action: 'run', after: { query: params.query } }])
    const run = { queries, searchPath: params.search_path, transaction: 'read only' } as const
    const { script, read } = queryScript(connection, run)
    const title = `query of ${connection.database}`
    const answer = await host.ask(probe({ title, script, answers: [0, 1, 2, 3, 127], parse: given => given }))
    if (answer.status === 0) return inSync(outputsOf(queries, params, read(answer)))
    const failure = postgresFailure(answer)
    // What reads only by its words may write after all.
    if (failure.sqlState === READ_ONLY)
      return plan([{ resource, action: 'run', after: { query: params.query } }])
    return refusePostgres(host, failure, isCheckMode)
  },
  mayChange: ({ params }) => (params.query.every(onlyReads) ? [] : undefined),
  apply: async ({ host, params, environment }) => {
    const queries = boundQueries(params)
    const connection = connectionOf(params, environment)
    const transaction = params.autocommit ? 'none' : 'read write'
    const { script, read } = queryScript(connection, { queries, searchPath: params.search_path, transaction })
    const title = `run the query in ${connection.database}`
    const answer = await host.run(script, { title, ok: 'any' })
    if (answer.status !== 0) return refusePostgres(host, postgresFailure(answer), false, title)
    const results = read(answer)
    return { ...outputsOf(queries, params, results), changed: results.some(isChange) }
  },
})

/** The error of a statement that would write in a transaction that only reads. */
const READ_ONLY = '25006'

function connectionOf(params: Params, environment: Readonly<Record<string, string>>) {
  return postgresConnection(params, params.login_db ?? params.login_user, environment)
}

function boundQueries({ query, positional_args, named_args }: Params): string[] {
  try {
    return query.map(each => bindArguments(each, positional_args ?? named_args, postgresValue))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new TaskError(error.message, { hint: 'check `positional_args` and `named_args`' })
  }
}

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

/** Whether a statement has changed something, as Ansible decides it: no row that was touched is no change. */
function isChange({ status }: QueryResult): boolean {
  if (status.includes('SELECT')) return false
  return !/^(INSERT|UPDATE|DELETE|MERGE)\b.* 0$/.test(status)
}
