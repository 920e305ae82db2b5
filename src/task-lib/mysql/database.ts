import type { Outputs } from '../../authoring/plan.ts'
import { splitWords } from '../../base/words.ts'
import type { Host, ReadHost } from '../../remote/host.ts'
import { joinShell, type ShellText, sh } from '../../shell/quote.ts'
import { dumpScript, importScript } from '../sql/dump-files.ts'
import { newDump } from '../sql/write-dump.ts'
import { mysqlProgram, queryMysql } from './client.ts'
import { mysqlFailure, refuseMysql } from './failure.ts'
import { type MysqlConnection, mysqlResource } from './login.ts'
import { mysqlLiteral } from './quote.ts'

/** Reads whether a server has a database with this name. */
export function queryMysqlDatabase(
  host: ReadHost,
  connection: MysqlConnection,
  name: string,
  isCheckMode: boolean,
): Promise<boolean> {
  const resource = mysqlResource('db', name, connection)
  const statements = [
    'SELECT @@lower_case_table_names AS folds',
    `SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ${mysqlLiteral(name)}`,
  ]
  const question = {
    ...{ title: `state of ${resource}`, statements },
    read: ([mode, found = []]: Parameters<Parameters<typeof queryMysql>[2]['read']>[0]) => {
      // The server ignores case in this comparison, even if it has different databases whose names differ only in
      // case.
      const folds = mode?.[0]?.folds !== '0'
      const folded = (each: string): string => (folds ? each.toLowerCase() : each)
      return found.some(row => folded(row.name ?? '') === folded(name))
    },
    own: { resource, after: (isThere: boolean) => isThere },
  }
  return queryMysql<boolean>(host, connection, question, isCheckMode)
}

/** The settings for a dump of databases. */
export interface MysqlDump {
  readonly path: string
  readonly databases: readonly string[] | 'all'
  /** Working directory of the program; undefined for that of the session. */
  readonly directory: string | undefined
  readonly encoding?: string | undefined
  readonly force: boolean
  readonly single_transaction: boolean
  readonly quick: boolean
  readonly ignore_tables: readonly string[]
  readonly hex_blob: boolean
  readonly master_data: number
  readonly skip_lock_tables: boolean
  readonly dump_extra_args?: string | undefined
}

/**
 * Dumps databases to a file. An existing file is replaced only by a complete dump. Throws TaskError if the dump
 * fails.
 */
export async function dumpMysql(host: Host, connection: MysqlConnection, dump: MysqlDump): Promise<Outputs> {
  const words = dumpWords(dump)
  const title = `dump ${shownNames(dump)} to ${dump.path}`
  const program = mysqlProgram(connection, { program: 'dump', words })
  const script = inDirectory(dump, dumpScript(program, dump.path))
  await host.write({ ...(await newDump(host, dump.path)), content: { title, script } })
  return { msg: '', executed_commands: [`mysqldump ${words.join(' ')} > ${dump.path}`] }
}

function dumpWords(dump: MysqlDump): string[] {
  const { databases } = dump
  const several = databases !== 'all' && databases.length > 1 ? ['--databases'] : []
  return [
    ...(dump.force ? ['--force'] : []),
    ...(dump.skip_lock_tables ? ['--skip-lock-tables'] : []),
    ...(dump.encoding === undefined ? [] : [`--default-character-set=${dump.encoding}`]),
    ...(dump.single_transaction ? ['--single-transaction=true'] : []),
    ...(dump.quick ? ['--quick'] : []),
    ...dump.ignore_tables.map(table => `--ignore-table=${table}`),
    ...(dump.hex_blob ? ['--hex-blob'] : []),
    ...(dump.master_data === 0 ? [] : [`--master-data=${dump.master_data}`]),
    ...splitWords(dump.dump_extra_args ?? ''),
    ...(databases === 'all' ? ['--all-databases'] : [...several, '--', ...databases]),
  ]
}

/** Imports a dump into an existing database or into all databases. Throws TaskError if the import fails. */
export async function importMysql(
  host: Host,
  connection: MysqlConnection,
  dump: Pick<MysqlDump, 'path' | 'databases' | 'directory' | 'encoding' | 'force'>,
): Promise<Outputs> {
  const { path, databases } = dump
  const words = [
    ...(dump.force ? ['--force'] : []),
    ...(dump.encoding === undefined ? [] : [`--default-character-set=${dump.encoding}`]),
    ...(databases === 'all' ? [] : ['--one-database', '--', ...databases]),
  ]
  const title = `import ${path} into ${shownNames(dump)}`
  const program = mysqlProgram(connection, { program: 'client', words })
  const answer = await host.run(inDirectory(dump, importScript(path, program)), { title, ok: 'any' })
  if (answer.status !== 0) return refuseMysql(host, mysqlFailure(answer), false, title)
  return { msg: answer.stdout.toString(), executed_commands: [`mysql ${words.join(' ')} < ${path}`] }
}

function inDirectory({ directory }: Pick<MysqlDump, 'directory'>, script: ShellText): ShellText {
  return directory === undefined ? script : joinShell([sh`cd -- ${directory} || exit`, script])
}

function shownNames({ databases }: Pick<MysqlDump, 'databases'>): string {
  return databases === 'all' ? 'all databases' : databases.join(', ')
}
