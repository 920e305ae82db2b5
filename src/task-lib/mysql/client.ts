import { doubleQuoted } from '../../base/double-quoted.ts'
import type { Host, ReadHost } from '../../remote/host.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import type { Answer } from '../../shell/exchange.ts'
import { type HereDocument, withHereDocuments } from '../../shell/here-documents.ts'
import { joinShell, type ShellText, sh } from '../../shell/quote.ts'
import { findProgram, NO_PROGRAM } from '../sql/client-failure.ts'
import { statementLines } from '../sql/statement.ts'
import { type MysqlFailure, mysqlFailure, refuseMysql } from './failure.ts'
import type { MysqlConnection } from './login.ts'
import { type MysqlRow, parseMysqlXml } from './xml.ts'

/** The names of the client programs: those of MariaDB come first, then those of MySQL. */
const PROGRAMS = { client: ['mariadb', 'mysql'], dump: ['mariadb-dump', 'mysqldump'] } as const

/** The expected exit statuses of the client: success, an error, and a missing program. */
export const MYSQL_STATUSES = [0, 1, NO_PROGRAM]

/** The file descriptor of the option file. */
const OPTIONS = 5

/** A call of a client program. */
export interface MysqlUse {
  readonly program: keyof typeof PROGRAMS
  readonly words: readonly string[]
  /** Standard input of the program; if absent, it reads the standard input of the script. */
  readonly stdin?: string
}

/**
 * Returns a script that runs a client program with a connection. User and password are passed in an option file that
 * exists only as a file descriptor, so they never appear in a list of processes. The script exits with status 127 if
 * the host does not have the program.
 */
export function mysqlProgram(
  { configFile, options, implicitAdmin }: MysqlConnection,
  { program, words, stdin }: MysqlUse,
): ShellText {
  const names = PROGRAMS[program]
  const command = (given: MysqlConnection['options']) =>
    withHereDocuments(sh`"$c" --defaults-file=/dev/fd/${OPTIONS} ${words}`, [
      ...(stdin === undefined ? [] : [{ descriptor: 0, text: stdin }]),
      optionFile(given),
    ])
  const path = configFile.startsWith('~/') ? sh`$HOME/${configFile.slice(2)}` : sh`${configFile}`
  const start = sh`${findProgram(names, names[1])}
export LC_ALL=C
f=${path}
i=
if [ -f "$f" ] && [ -r "$f" ]; then i="!include $f"; fi`
  if (implicitAdmin === undefined) return joinShell([start, command(options)])
  const tried = withHereDocuments(
    sh`if "$c" --defaults-file=/dev/fd/${OPTIONS} ${program === 'client' ? ['-e', 'SELECT 1'] : ['--no-data', 'mysql']} >/dev/null 2>&1 </dev/null`,
    [optionFile(implicitAdmin)],
  )
  return joinShell([start, tried, sh`then`, command(implicitAdmin), sh`else`, command(options), sh`fi`])
}

/**
 * Returns the option file. It includes the host's option file first, so that the options of the task take precedence.
 * Source: MariaDB, "Configuring MariaDB with Option Files".
 */
function optionFile(options: MysqlConnection['options']): HereDocument {
  const lines = Object.entries(options).flatMap(([name, value]) => {
    // mysqldump does not support this option.
    const group = name === 'connect-timeout' ? '[mysql]' : '[client]'
    return value === undefined ? [] : [group, `${name}=${doubleQuoted(value).replaceAll('\b', '\\b')}`]
  })
  return { descriptor: OPTIONS, firstLine: 'i', text: [...lines, ''].join('\n') }
}

/**
 * Returns a script that runs statements and prints their results as XML. In its session, backslashes in strings have
 * no special meaning.
 */
export function mysqlScript(connection: MysqlConnection, statements: string): ShellText {
  const mode = "SET SESSION sql_mode = CONCAT(@@SESSION.sql_mode, ',NO_BACKSLASH_ESCAPES');\n"
  return mysqlProgram(connection, {
    program: 'client',
    words: ['--batch', '--xml', '--binary-mode'],
    stdin: `${mode}${statements}`,
  })
}

/** The response of a server: a list of rows for each statement that returns rows, up to one that fails. */
export interface MysqlAnswer {
  readonly results: readonly (readonly MysqlRow[])[]
  readonly failure?: MysqlFailure
}

/** A query: statements that only read, and how their results are parsed. */
export interface MysqlQuery<T> {
  readonly title: string
  readonly statements: readonly string[]
  /** Parses the results of the statements. */
  readonly read: (results: MysqlAnswer['results'], failure: MysqlFailure | undefined) => T
  /** The number of an error that `read` also accepts. */
  readonly takes?: number
  /** In a dry run, the resource whose predicted change determines the result. */
  readonly own?: { readonly resource: string; readonly after: (isThere: boolean) => T }
}

type QueryOutcome<T> = { readonly value: T } | { readonly failure: MysqlFailure }

/**
 * Queries a server. Throws TaskError with a hint if the query fails. In a dry run, the result is unknown instead if
 * an earlier task could start the server or prepare the login.
 */
export async function queryMysql<T>(
  host: ReadHost,
  connection: MysqlConnection,
  { title, statements, read, takes, own }: MysqlQuery<T>,
  isCheckMode: boolean,
): Promise<T> {
  const query: Probe<QueryOutcome<T>> = probe<QueryOutcome<T>>({
    title,
    script: mysqlScript(connection, statementLines(statements)),
    answers: MYSQL_STATUSES,
    parse: answer => {
      const { results, failure } = readAnswer(answer)
      const isTaken = takes !== undefined && failure?.number === takes
      return failure && !isTaken ? { failure } : { value: read(results, failure) }
    },
    ...(own === undefined
      ? {}
      : { own: { resource: own.resource, after: ({ after }) => ({ value: own.after(after !== null) }) } }),
  })
  const answer = await host.ask(query)
  return 'value' in answer ? answer.value : refuseMysql(host, answer.failure, isCheckMode)
}

/** Runs statements in one session, up to one that fails, and returns their results. Throws TaskError if one fails. */
export async function runMysql(
  host: Host,
  connection: MysqlConnection,
  statements: readonly string[],
  title: string,
): Promise<MysqlAnswer['results']> {
  const answer = await host.run(mysqlScript(connection, statementLines(statements)), {
    title,
    ok: MYSQL_STATUSES,
  })
  const { results, failure } = readAnswer(answer)
  return failure === undefined ? results : refuseMysql(host, failure, false, title)
}

function readAnswer(answer: Answer): MysqlAnswer {
  const results = parseMysqlXml(answer.stdout.toString())
  return answer.status === 0 ? { results } : { results, failure: mysqlFailure(answer) }
}
