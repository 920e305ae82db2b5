/**
 * A database of a MySQL or MariaDB server, or a dump of one.
 *
 *     - mysql_db: { name: app, encoding: utf8mb4 }
 *       become: true
 */
import {
  type ChangeInput,
  defineTask,
  fileState,
  inSync,
  plan,
  type ReadHost,
  TaskError,
} from '../../src/authoring/task.ts'
import {
  creationSteps,
  dumpMysql,
  EXECUTED_OUTPUTS,
  importMysql,
  isAllDatabases,
  isOfFile,
  MYSQL_LOGIN_ALIASES,
  type MysqlConnection,
  type MysqlDatabaseParams,
  mysqlConnection,
  mysqlDatabaseParams,
  mysqlResource,
  queryMysqlDatabase,
  removalSteps,
  runMysql,
} from '../../src/built-in/databases.ts'
import { absolutePath } from '../../src/built-in/params.ts'

interface DatabasePlan {
  readonly statements: readonly string[]
}

export default defineTask({
  summary: 'Creates or removes databases of a MySQL or MariaDB server, dumps them or imports a dump.',
  example: `- mysql_db:
    name: app
    encoding: utf8mb4
  become: true
`,
  params: mysqlDatabaseParams,
  aliases: { db: 'name', ...MYSQL_LOGIN_ALIASES },
  outputs: {
    db: 'The names of the databases, separated by spaces.',
    db_list: 'The names of the databases, as a list.',
    ...EXECUTED_OUTPUTS,
    msg: 'With `state: import`, what the client printed; with `dump`, an empty text.',
  },
  action: ({ state }) => {
    if (state === 'import') return 'once'
    return state === 'dump' ? 'repeatable' : undefined
  },
  check: async ({ host, params, isCheckMode }) => {
    const { name: names, state } = params
    const connection = mysqlConnection(params)
    const asked = isAllDatabases(names) ? [] : names
    const found = await Promise.all(
      asked.map(name => queryMysqlDatabase(host, connection, name, isCheckMode)),
    )
    const missing = asked.filter((_, nth) => !found[nth])
    if (isOfFile(state)) return planFile(host, params, connection, missing)
    const existing = asked.filter((_, nth) => found[nth])
    const { changes, statements } =
      state === 'present' ? creationSteps(missing, params, connection) : removalSteps(existing, connection)
    const outputs = outputsOf(names, statements)
    return changes.length === 0 ? inSync(outputs) : plan<DatabasePlan>(changes, { statements }, outputs)
  },
  mayChange: ({ params }) => [
    ...params.name.map(name => ({ resource: mysqlResource('db', name, mysqlConnection(params)) })),
    ...(params.state === 'dump' ? [{ resource: `file:${params.target}` }] : []),
  ],
  apply: async ({ host, params, plan: { data, outputs } }) => {
    const { name: names, state, target = '' } = params
    const connection = mysqlConnection(params)
    const title = `${state} database ${names.join(', ')}`
    if (data.statements.length > 0) await runMysql(host, connection, data.statements, title)
    if (!isOfFile(state)) return outputs
    const file = {
      ...params,
      path: await absolutePath(host, target),
      databases: isAllDatabases(names) ? 'all' : names,
    } as const
    const directory = params.chdir === undefined ? undefined : await absolutePath(host, params.chdir)
    return state === 'dump'
      ? dumpMysql(host, connection, { ...file, directory })
      : importMysql(host, connection, { ...file, directory })
  },
})

/**
 * Plans a dump or an import; an import also creates missing databases. Throws TaskError if the database to dump or the
 * file to import does not exist.
 */
async function planFile(
  host: ReadHost,
  params: MysqlDatabaseParams,
  connection: MysqlConnection,
  missing: readonly string[],
) {
  const { name: names, state } = params
  const path = await absolutePath(host, params.target ?? '')
  const [first] = missing
  if (state === 'dump' && first !== undefined)
    throw new TaskError(`there is no database \`${first}\``, { hint: 'create it in an earlier task' })
  if (state === 'import' && (await host.ask(fileState(path))) === null)
    throw new TaskError(`\`${path}\` does not exist`, { hint: 'create it in an earlier task' })
  const creation = creationSteps(missing, params, connection)
  const changes: ChangeInput[] = [
    ...creation.changes,
    ...names.map(name => ({
      ...{ resource: mysqlResource('db', name, connection), action: state, after: { target: path } },
    })),
  ]
  const { statements } = creation
  const mayChange = state === 'dump' ? [{ resource: `file:${path}` }] : []
  return { ...plan<DatabasePlan>(changes, { statements }, outputsOf(names, statements)), mayChange }
}

function outputsOf(names: readonly string[], statements: readonly string[]) {
  return { db: names.join(' '), db_list: names, executed_commands: statements }
}
