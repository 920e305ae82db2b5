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
  flag,
  hostPath,
  inSync,
  number,
  plan,
  type ReadHost,
  TaskError,
  z,
} from '../../src/authoring/task.ts'
import {
  askMysqlDatabase,
  dumpMysql,
  emptyableText,
  importMysql,
  MYSQL_LOGIN_ALIASES,
  type MysqlConnection,
  mysqlConnection,
  mysqlIdentifier,
  mysqlLiteral,
  mysqlLoginParams,
  mysqlName,
  mysqlResource,
  runMysql,
} from '../../src/built-in/databases.ts'
import { absolutePath, wordsParam } from '../../src/built-in/params.ts'
import { commaList } from '../../src/built-in/text.ts'

const params = z
  .strictObject({
    name: commaList(mysqlName())
      .describe('Name of the database, or a list of several. `all` is all of them, for `dump` and `import`.')
      .meta({ examples: ['app', ['app', 'shop']] }),
    state: z
      .enum(['present', 'absent', 'dump', 'import'])
      .default('present')
      .describe('Whether the databases should be there, or what is done with them.')
      .meta({ examples: ['dump'] }),
    encoding: emptyableText()
      .describe('The character set of a new database, and of a dump. That of an existing one is left alone.')
      .meta({ examples: ['utf8mb4'] }),
    collation: emptyableText()
      .describe('How a new database sorts its text. That of an existing one is left alone.')
      .meta({ examples: ['utf8mb4_unicode_ci'] }),
    target: hostPath()
      .optional()
      .describe('The file of a dump, which may be compressed: `.gz`, `.bz2`, `.xz`.')
      .meta({ examples: ['/var/backups/app.sql.gz'] }),
    single_transaction: flag()
      .default(false)
      .describe('Dump in a single transaction.')
      .meta({ examples: [true] }),
    quick: flag()
      .default(true)
      .describe('Dump row by row, and not a table at once.')
      .meta({ examples: [false] }),
    ignore_tables: commaList(mysqlName().or(z.string().min(1)))
      .default([])
      .describe('Tables that are not dumped, each with its database.')
      .meta({ examples: [['app.sessions']] }),
    hex_blob: flag()
      .default(false)
      .describe('Dump binary columns as hexadecimal digits.')
      .meta({ examples: [true] }),
    force: flag()
      .default(false)
      .describe('Go on with a dump or import after an error.')
      .meta({ examples: [true] }),
    master_data: number()
      .refine(given => given === 0 || given === 1 || given === 2, 'expected 0, 1 or 2')
      .default(0)
      .describe('Dump the position in the binary log: 1 as a statement, 2 as a comment.')
      .meta({ examples: [2] }),
    skip_lock_tables: flag()
      .default(false)
      .describe('Do not lock the tables for a dump.')
      .meta({ examples: [true] }),
    dump_extra_args: wordsParam('expected options with their quotes closed')
      .optional()
      .describe('Further options of mysqldump. A password has no place in them: arguments can be listed.')
      .meta({ examples: ['--routines --events'] }),
    chdir: hostPath()
      .optional()
      .describe('The directory in which the client is started, for a dump that names other files.')
      .meta({ examples: ['/var/backups'] }),
    use_shell: flag()
      .default(false)
      .describe('Has no effect: an import of a compressed dump never breaks its pipe.')
      .meta({ examples: [true] }),
    pipefail: flag()
      .default(false)
      .describe('Has no effect: an error of each program of a pipe is an error.')
      .meta({ examples: [true] }),
    unsafe_login_password: flag()
      .default(false)
      .describe('Has no effect: the password is no argument of a program.')
      .meta({ examples: [true] }),
    restrict_config_file: flag()
      .default(false)
      .describe('Has no effect: no other option file than `config_file` is read.')
      .meta({ examples: [true] }),
    ...mysqlLoginParams,
  })
  .refine(({ state, target }) => !isOfFile(state) || target !== undefined, {
    path: ['target'],
    message: 'expected the file of the dump',
  })
  .refine(({ state, name }) => isOfFile(state) || !isAll(name), {
    path: ['name'],
    message: '`all` is for `state: dump` and `state: import` alone',
  })
  .refine(({ state, name }) => state !== 'import' || name.length <= 1, {
    path: ['name'],
    message: 'expected one database, or `all`',
  })

type Params = z.output<typeof params>

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
  params,
  aliases: { db: 'name', ...MYSQL_LOGIN_ALIASES },
  action: ({ state }) => {
    if (state === 'import') return 'once'
    return state === 'dump' ? 'repeatable' : undefined
  },
  check: async ({ host, params, isCheckMode }) => {
    const { name: names, state } = params
    const connection = mysqlConnection(params)
    const asked = isAll(names) ? [] : names
    const found = await Promise.all(asked.map(name => askMysqlDatabase(host, connection, name, isCheckMode)))
    const missing = asked.filter((_, nth) => !found[nth])
    if (isOfFile(state)) return planFile(host, params, connection, missing)
    const isWanted = state === 'present'
    const wrong = isWanted ? missing : asked.filter((_, nth) => found[nth])
    const statements = wrong.map(name => (isWanted ? createStatement(name, params) : dropStatement(name)))
    const outputs = { db: names.join(' '), db_list: names, executed_commands: statements }
    if (wrong.length === 0) return inSync(outputs)
    return plan<DatabasePlan>(
      wrong.map(name => (isWanted ? creation(name, params, connection) : removal(name, connection))),
      { statements },
      outputs,
    )
  },
  mayChange: ({ params }) => [
    ...params.name.map(name => ({ resource: mysqlResource('db', name, mysqlConnection(params)) })),
    ...(params.state === 'dump' ? [{ resource: `file:${params.target}` }] : []),
  ],
  apply: async ({ host, params, plan: { data } }) => {
    const { name: names, state, target = '' } = params
    const connection = mysqlConnection(params)
    const title = `${state} database ${names.join(', ')}`
    if (data.statements.length > 0) await runMysql(host, connection, data.statements, title)
    if (!isOfFile(state)) return undefined
    const file = {
      ...params,
      path: await absolutePath(host, target),
      databases: isAll(names) ? 'all' : names,
    } as const
    const directory = params.chdir === undefined ? undefined : await absolutePath(host, params.chdir)
    return state === 'dump'
      ? dumpMysql(host, connection, { ...file, directory })
      : importMysql(host, connection, { ...file, directory })
  },
})

function isAll(names: readonly string[]): boolean {
  return names.length === 1 && names[0] === 'all'
}

function isOfFile(state: string): boolean {
  return state === 'dump' || state === 'import'
}

/** What is done with a dump, if what is dumped or imported is there. An import creates its database. */
async function planFile(
  host: ReadHost,
  params: Params,
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
  const statements = missing.map(name => createStatement(name, params))
  const changes: ChangeInput[] = [
    ...missing.map(name => creation(name, params, connection)),
    ...names.map(name => ({
      ...{ resource: mysqlResource('db', name, connection), action: state, after: { target: path } },
    })),
  ]
  const outputs = { db: names.join(' '), db_list: names, executed_commands: statements }
  const mayChange = state === 'dump' ? [{ resource: `file:${path}` }] : []
  return { ...plan<DatabasePlan>(changes, { statements }, outputs), mayChange }
}

function creation(name: string, { encoding, collation }: Params, connection: MysqlConnection): ChangeInput {
  return {
    ...{ resource: mysqlResource('db', name, connection), action: 'create', before: null },
    after: { encoding, collation },
  }
}

function removal(name: string, connection: MysqlConnection): ChangeInput {
  return { resource: mysqlResource('db', name, connection), action: 'delete', before: {}, after: null }
}

function createStatement(name: string, { encoding, collation }: Params): string {
  return [
    `CREATE DATABASE ${mysqlIdentifier(name)}`,
    ...(encoding === undefined ? [] : [`CHARACTER SET ${mysqlLiteral(encoding)}`]),
    ...(collation === undefined ? [] : [`COLLATE ${mysqlLiteral(collation)}`]),
  ].join(' ')
}

function dropStatement(name: string): string {
  return `DROP DATABASE ${mysqlIdentifier(name)}`
}
