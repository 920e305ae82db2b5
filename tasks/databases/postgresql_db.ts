/**
 * A database of a PostgreSQL server, or a dump of one.
 *
 *     - postgresql_db: { name: app, owner: app, encoding: UTF8 }
 *       become: true
 *       become_user: postgres
 */
import {
  type ChangeInput,
  defineTask,
  fileState,
  flag,
  hostPath,
  inSync,
  plan,
  type ReadHost,
  TaskError,
  z,
} from '../../src/authoring/task.ts'
import {
  dropDatabase,
  dumpPostgres,
  emptyableInteger,
  emptyableText,
  POSTGRES_LOGIN_ALIASES,
  type PostgresConnection,
  type PostgresDatabase,
  postgresConnection,
  postgresDatabase,
  postgresIdentifier,
  postgresLiteral,
  postgresLoginParams,
  postgresName,
  postgresResource,
  restorePostgres,
  runPostgres,
  sameLocale,
} from '../../src/built-in/databases.ts'
import { absolutePath, omitUndefined, onlyRunTells, wordsParam } from '../../src/built-in/params.ts'

const params = z
  .strictObject({
    name: postgresName()
      .describe('Name of the database.')
      .meta({ examples: ['app'] }),
    state: z
      .enum(['present', 'absent', 'rename', 'dump', 'restore'])
      .default('present')
      .describe('Whether the database should be there, or what is done with it. `rename` names it `target`.')
      .meta({ examples: ['dump'] }),
    owner: z
      .union([z.literal('').transform(() => undefined), postgresName()])
      .optional()
      .describe('The role that owns the database.')
      .meta({ examples: ['app'] }),
    template: emptyableText()
      .describe('The database that a new one is a copy of.')
      .meta({ examples: ['template0'] }),
    encoding: emptyableText()
      .describe('Its encoding. That of an existing database cannot be changed.')
      .meta({ examples: ['UTF8'] }),
    lc_collate: emptyableText()
      .describe('The locale that sorts its text. That of an existing database cannot be changed.')
      .meta({ examples: ['en_US.UTF-8'] }),
    lc_ctype: emptyableText()
      .describe('The locale that classifies its characters. That of an existing database cannot be changed.')
      .meta({ examples: ['en_US.UTF-8'] }),
    tablespace: emptyableText()
      .describe('The tablespace in which its tables are, unless they have their own.')
      .meta({ examples: ['fast'] }),
    conn_limit: emptyableInteger()
      .describe('How many connections it accepts; `-1` for any number.')
      .meta({ examples: [100] }),
    force: flag()
      .default(false)
      .describe('With `state: absent`: end the sessions that are connected to it.')
      .meta({ examples: [true] }),
    target: z
      .union([z.literal('').transform(() => undefined), z.string()])
      .optional()
      .describe(
        'The file of a dump: `.sql`, compressed (`.gz`, `.bz2`, `.xz`), or of pg_restore (`.tar`, `.pgc`, the directory `.dir`). With `state: rename`, the new name.',
      )
      .meta({ examples: ['/var/backups/app.sql.gz'] }),
    target_opts: wordsParam('expected options with their quotes closed')
      .optional()
      .describe('Further options of pg_dump, psql or pg_restore.')
      .meta({ examples: ['-n public'] }),
    dump_extra_args: wordsParam('expected options with their quotes closed')
      .optional()
      .describe('Further options of pg_dump.')
      .meta({ examples: ['--exclude-table=audit'] }),
    maintenance_db: postgresName()
      .default('postgres')
      .describe('The database to connect to.')
      .meta({ examples: ['template1'] }),
    ...postgresLoginParams,
  })
  .refine(({ state, target }) => state === 'present' || state === 'absent' || target !== undefined, {
    path: ['target'],
    message: 'expected the file of the dump, or the new name of the database',
  })
  .refine(
    ({ state, target }) => !isOfFile(state) || target === undefined || hostPath().safeParse(target).success,
    { path: ['target'], message: 'expected an absolute path, such as `/var/backups/app.sql`' },
  )
  .refine(
    ({ state, target }) =>
      state !== 'rename' || target === undefined || postgresName().safeParse(target).success,
    { path: ['target'], message: 'expected a name of at most 63 bytes' },
  )
  .refine(({ state, name, target }) => state !== 'rename' || name !== target, {
    path: ['target'],
    message: 'is the name that the database has: expected another',
  })
  .refine(({ state, name, maintenance_db }) => !/^(rename|absent)$/.test(state) || name !== maintenance_db, {
    path: ['maintenance_db'],
    message: 'must be another database than `name`',
  })

type Params = z.output<typeof params>

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
  params,
  aliases: { db: 'name', ...POSTGRES_LOGIN_ALIASES },
  action: ({ state }) => {
    if (state === 'restore') return 'once'
    return state === 'dump' ? 'repeatable' : undefined
  },
  check: async ({ host, params, environment, isCheckMode }) => {
    const connection = postgresConnection(params, params.maintenance_db, environment)
    const { name, state, target = '' } = params
    const databaseOf = async (each: string): Promise<PostgresDatabase | null> =>
      postgresDatabase(host, connection, { name: each, encoding: params.encoding, isCheckMode })
    const [found, other] = await Promise.all([
      databaseOf(name),
      state === 'rename' ? databaseOf(target) : null,
    ])
    const finish = (changes: readonly ChangeInput[], statements: readonly string[]) => {
      const outputs = { db: name, executed_commands: statements }
      return changes.length === 0 ? inSync(outputs) : plan<DatabasePlan>(changes, { statements }, outputs)
    }
    const resource = postgresResource('db', name, connection)
    if (state === 'absent') {
      if (found === null) return finish([], [])
      const change = { resource, action: 'delete', before: {}, after: null }
      return finish([change], dropDatabase(name, found, params.force))
    }
    if (state === 'rename') {
      if (found === null && other !== null) return finish([], [])
      if (found === null) throw new TaskError(`there is no database \`${name}\`, and no \`${target}\``)
      if (other !== null)
        throw new TaskError(`cannot rename \`${name}\`: there is a database \`${target}\` already`)
      const gone = { resource, action: 'rename', before: { name }, after: null }
      const made = { resource: postgresResource('db', target, connection), action: 'create', before: null }
      return finish(
        [gone, { ...made, after: found.fields }],
        [`ALTER DATABASE ${postgresIdentifier(name)} RENAME TO ${postgresIdentifier(target)}`],
      )
    }
    if (isOfFile(state)) return planFile(host, params, resource, found)
    if (found === null) {
      const change = { resource, action: 'create', before: null, after: wantedFields(params) }
      return finish([change], [createStatement(params)])
    }
    refuseUnchangeable(params, found)
    const wanted = omitUndefined({
      owner: params.owner,
      conn_limit: params.conn_limit,
      tablespace: params.tablespace,
    })
    const wrong = Object.entries(wanted).filter(([field, value]) => found.field(field) !== value)
    if (wrong.length === 0) return finish([], [])
    const change = {
      resource,
      action: 'update',
      before: Object.fromEntries(wrong.map(([field]) => [field, found.field(field)])),
      after: Object.fromEntries(wrong),
    }
    return finish(
      [change],
      wrong.map(([field, value]) => alterStatement(name, field, String(value))),
    )
  },
  mayChange: ({ params, environment }) => {
    const connection = postgresConnection(params, params.maintenance_db, environment)
    const names = params.state === 'rename' ? [params.name, params.target ?? ''] : [params.name]
    return [
      ...names.map(name => ({ resource: postgresResource('db', name, connection) })),
      ...(params.state === 'dump' ? [{ resource: `file:${params.target}`, isWhole: true }] : []),
    ]
  },
  apply: async ({ host, params, environment, plan: { data } }) => {
    const { name, state, target = '' } = params
    const connection = postgresConnection(params, params.maintenance_db, environment)
    if (!isOfFile(state)) {
      await runPostgres(host, connection, data.statements, `${state} database ${name}`)
      return undefined
    }
    const within: PostgresConnection = postgresConnection(params, name, environment)
    const path = await absolutePath(host, target)
    const options = { options: params.target_opts ?? '', dumpOptions: params.dump_extra_args ?? '' }
    return state === 'dump'
      ? dumpPostgres(host, within, { path, ...options })
      : restorePostgres(host, within, { path, ...options })
  },
})

function isOfFile(state: string): boolean {
  return state === 'dump' || state === 'restore'
}

/** What is done with a dump, if the database and the dump are there. */
async function planFile(
  host: ReadHost,
  { name, state, target = '' }: Params,
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

/** Throws TaskError if an existing database has another encoding or locale than the one that is asked for. */
function refuseUnchangeable(params: Params, found: PostgresDatabase): void {
  const refuse = (what: string, field: string, wanted: string): never => {
    throw new TaskError(
      `the database \`${params.name}\` has the ${what} \`${found.field(field)}\`, not \`${wanted}\`, which cannot be changed`,
      { hint: 'dump it, remove it, and create it again, or leave out the param' },
    )
  }
  if (params.encoding !== undefined && !isEncodingRight(found, params.encoding))
    refuse('encoding', 'encoding', params.encoding)
  for (const field of ['lc_collate', 'lc_ctype'] as const) {
    const wanted = params[field]
    if (wanted !== undefined && !sameLocale(String(found.field(field)), wanted)) refuse(field, field, wanted)
  }
}

/** The server has its own name for an encoding: a dry run knows it only as it was asked for. */
function isEncodingRight(found: PostgresDatabase, wanted: string): boolean {
  const { encoding, wanted_encoding } = found.fields
  if (wanted_encoding !== undefined) return encoding === wanted_encoding
  return found.field('encoding') === wanted || onlyRunTells('how the server names the encoding')
}

function wantedFields({ owner, encoding, lc_collate, lc_ctype, conn_limit, tablespace }: Params) {
  return omitUndefined({
    owner,
    encoding,
    lc_collate,
    lc_ctype,
    conn_limit,
    tablespace,
  })
}

function createStatement(params: Params): string {
  const { owner, template, encoding, lc_collate, lc_ctype, tablespace, conn_limit } = params
  return [
    `CREATE DATABASE ${postgresIdentifier(params.name)}`,
    ...(owner === undefined ? [] : [`OWNER ${postgresIdentifier(owner)}`]),
    ...(template === undefined ? [] : [`TEMPLATE ${postgresIdentifier(template)}`]),
    ...(encoding === undefined ? [] : [`ENCODING ${postgresLiteral(encoding)}`]),
    ...(lc_collate === undefined ? [] : [`LC_COLLATE ${postgresLiteral(lc_collate)}`]),
    ...(lc_ctype === undefined ? [] : [`LC_CTYPE ${postgresLiteral(lc_ctype)}`]),
    ...(tablespace === undefined ? [] : [`TABLESPACE ${postgresIdentifier(tablespace)}`]),
    ...(conn_limit === undefined ? [] : [`CONNECTION LIMIT ${conn_limit}`]),
  ].join(' ')
}

function alterStatement(name: string, field: string, value: string): string {
  const alter = `ALTER DATABASE ${postgresIdentifier(name)}`
  if (field === 'owner') return `${alter} OWNER TO ${postgresIdentifier(value)}`
  if (field === 'tablespace') return `${alter} SET TABLESPACE ${postgresIdentifier(value)}`
  return `${alter} CONNECTION LIMIT ${value}`
}
