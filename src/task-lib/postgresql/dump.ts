import type { Outputs } from '../../authoring/plan.ts'
import { splitWords } from '../../base/words.ts'
import type { Host } from '../../remote/host.ts'
import { type ShellText, sh } from '../../shell/quote.ts'
import { compressorOf, dumpScript, importScript } from '../sql/dump-files.ts'
import { newDump } from '../sql/write-dump.ts'
import { postgresFailure, refusePostgres } from './failure.ts'
import type { PostgresConnection } from './login.ts'
import { withPostgres } from './psql.ts'

/** The file of a dump, and the options for the client program as the user wrote them. */
export interface DumpFile {
  readonly path: string
  readonly options: string
  readonly dumpOptions: string
}

/** The `--format` letter of pg_dump and pg_restore by file extension. */
const FORMATS: Readonly<Record<string, string>> = { tar: 't', pgc: 'c', dir: 'd' }

function formatOf(path: string): string | undefined {
  return FORMATS[/\.(\w+)$/.exec(path)?.[1] ?? '']
}

/** Dumps a database into a file. The file is replaced only by a complete dump. Throws TaskError if the dump fails. */
export async function dumpPostgres(
  host: Host,
  connection: PostgresConnection,
  { path, options, dumpOptions }: DumpFile,
): Promise<Outputs> {
  const format = formatOf(path)
  const words = [
    ...(format === undefined ? [] : [`--format=${format}`]),
    ...splitWords(dumpOptions),
    ...splitWords(options),
  ]
  const title = `dump ${connection.database} to ${path}`
  if (format === 'd') {
    const script = withPostgres(connection, 'pg_dump', sh`pg_dump ${words} ${`--file=${path}`}`)
    await run(host, script, title)
  } else {
    const script = dumpScript(withPostgres(connection, 'pg_dump', sh`pg_dump ${words}`), path)
    await host.write({ ...(await newDump(host, path)), content: { title, script } })
  }
  return {
    msg: '',
    rc: 0,
    cmd: shown('pg_dump', words, path),
    executed_commands: [shown('pg_dump', words, path)],
  }
}

/**
 * Restores a database from a dump. psql continues after a statement that fails: its error output becomes a warning.
 * Throws TaskError if the program fails.
 */
export async function restorePostgres(
  host: Host,
  connection: PostgresConnection,
  { path, options }: DumpFile,
): Promise<Outputs> {
  const format = formatOf(path)
  const title = `restore ${connection.database} from ${path}`
  const conninfo = `dbname='${connection.database.replace(/[\\']/g, '\\$&')}'`
  const restore = sh`pg_restore ${[`--format=${format ?? ''}`, `--dbname=${conninfo}`, ...splitWords(options)]} -- ${path}`
  const script =
    format === undefined
      ? importScript(path, withPostgres(connection, 'psql', sh`psql -X -q ${splitWords(options)}`))
      : withPostgres(connection, 'pg_restore', restore)
  const { stdout, stderr } = await run(host, script, title)
  const program = format === undefined ? 'psql' : 'pg_restore'
  const errors = stderr.toString().trim()
  return {
    ...{ msg: stdout.toString(), stderr: stderr.toString(), rc: 0 },
    ...{ cmd: shown(program, splitWords(options), path) },
    ...{ executed_commands: [shown(program, splitWords(options), path)] },
    ...(errors === '' ? {} : { warnings: [errors] }),
  }
}

async function run(host: Host, script: ShellText, title: string) {
  const answer = await host.run(script, { title, ok: 'any' })
  return answer.status === 0 ? answer : refusePostgres(host, postgresFailure(answer), false, title)
}

function shown(program: string, words: readonly string[], path: string): string {
  const compressor = compressorOf(path)
  return [program, ...words, ...(compressor === undefined ? [] : [`(${compressor})`]), path].join(' ')
}
