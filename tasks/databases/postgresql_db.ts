/**
 * A database of a PostgreSQL server, or a dump of one.
 *
 *     - postgresql_db: { name: app, owner: app, encoding: UTF8 }
 *       become: true
 *       become_user: postgres
 */
import { defineTask, fileState, inSync, plan, type ReadHost, TaskError } from '../../src/authoring/task.ts'
import {
  databaseSteps,
  dumpPostgres,
  EXECUTED_OUTPUTS,
  isOfDump,
  POSTGRES_LOGIN_ALIASES,
  type PostgresDatabase,
  type PostgresDatabaseParams,
  postgresConnection,
  postgresDatabase,
  postgresDatabaseParams,
  postgresResource,
  restorePostgres,
  runPostgres,
} from '../../src/built-in/databases.ts'
import { absolutePath } from '../../src/built-in/params.ts'

interface DatabasePlan {
  readonly statements: readonly string[]
}

export default defineTask({
  summary: 'Creates, changes, renames or removes a PostgreSQL database, dumps it or restores it.',
  example: `- postgresql_db:
    name: app
    owner: app
    encoding: UTF8
  become: true
  become_user: postgres
`,
  params: postgresDatabaseParams,
  aliases: { db: 'name', ...POSTGRES_LOGIN_ALIASES },
  outputs: {
    db: 'The name of the database.',
    ...EXECUTED_OUTPUTS,
    msg: 'With `state: restore`, what the program printed; with `dump`, an empty text.',
    stderr: 'The error output of the program; only with `state: restore`.',
    rc: 'The exit status of the program, which is 0; only with `state: dump` or `restore`.',
    cmd: 'The command line of the program; only with `state: dump` or `restore`.',
  },
  action: ({ state }) => {
    if (state === 'restore') return 'once'
    return state === 'dump' ? 'repeatable' : undefined
  },
  check: async ({ host, params, environment, isCheckMode }) => {
    const connection = postgresConnection(params, params.maintenance_db, environment)
    const { name, state, target = '' } = params
    const databaseOf = (each: string): Promise<PostgresDatabase | null> =>
      postgresDatabase(host, connection, { name: each, encoding: params.encoding, isCheckMode })
    const [found, renamed] = await Promise.all([
      databaseOf(name),
      state === 'rename' ? databaseOf(target) : null,
    ])
    if (isOfDump(state)) return planDump(host, params, postgresResource('db', name, connection), found)
    const { changes, statements } = databaseSteps(params, connection, { found, renamed })
    const outputs = { db: name, executed_commands: statements }
    return changes.length === 0 ? inSync(outputs) : plan<DatabasePlan>(changes, { statements }, outputs)
  },
  mayChange: ({ params, environment }) => {
    const connection = postgresConnection(params, params.maintenance_db, environment)
    const names = params.state === 'rename' ? [params.name, params.target ?? ''] : [params.name]
    return [
      ...names.map(name => ({ resource: postgresResource('db', name, connection) })),
      ...(params.state === 'dump' ? [{ resource: `file:${params.target}`, isWhole: true }] : []),
    ]
  },
  apply: async ({ host, params, environment, plan: { data, outputs } }) => {
    const { name, state, target = '' } = params
    const connection = postgresConnection(params, params.maintenance_db, environment)
    if (!isOfDump(state)) {
      await runPostgres(host, connection, data.statements, `${state} database ${name}`)
      return outputs
    }
    const within = postgresConnection(params, name, environment)
    const path = await absolutePath(host, target)
    const options = { options: params.target_opts ?? '', dumpOptions: params.dump_extra_args ?? '' }
    return state === 'dump'
      ? dumpPostgres(host, within, { path, ...options })
      : restorePostgres(host, within, { path, ...options })
  },
})

/** Plans a dump or a restore. Throws TaskError if the database or the dump to restore does not exist. */
async function planDump(
  host: ReadHost,
  { name, state, target = '' }: PostgresDatabaseParams,
  resource: string,
  found: PostgresDatabase | null,
) {
  const path = await absolutePath(host, target)
  if (found === null)
    throw new TaskError(`there is no database \`${name}\``, { hint: 'create it in an earlier task' })
  if (state === 'restore' && (await host.ask(fileState(path))) === null)
    throw new TaskError(`\`${path}\` does not exist`, { hint: 'create it in an earlier task' })
  const outputs = { db: name, executed_commands: [] as string[] }
  const mayChange = state === 'dump' ? [{ resource: `file:${path}`, isWhole: true }] : []
  const result = plan<DatabasePlan>(
    [{ resource, action: state, after: { target: path } }],
    { statements: [] },
    outputs,
  )
  return { ...result, mayChange }
}
