import type { Json } from '../../authoring/plan.ts'
import type { Host, ReadHost } from '../../remote/host.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import type { Answer } from '../../shell/exchange.ts'
import { exportVariables } from '../../shell/export-variables.ts'
import { withHereDocuments } from '../../shell/here-documents.ts'
import { joinShell, type ShellText, sh } from '../../shell/quote.ts'
import { endWithoutProgram, NO_PROGRAM } from '../sql/client-failure.ts'
import { statementLines } from '../sql/statement.ts'
import { type PostgresFailure, postgresFailure, refusePostgres } from './failure.ts'
import type { PostgresConnection } from './login.ts'
import { postgresIdentifier } from './quote.ts'

/**
 * The exit statuses of psql: success, an error of psql itself, no connection, an error of a statement. Source: psql(1),
 * "Exit Status".
 */
export const PSQL_STATUSES = [0, 1, 2, 3, NO_PROGRAM]

/**
 * Returns a script that runs a client program with a connection; it ends with status 127 if the host lacks the program.
 */
export function withPostgres(
  { variables }: PostgresConnection,
  program: string,
  command: ShellText,
): ShellText {
  return joinShell([
    sh`command -v ${program} >/dev/null 2>&1 || ${endWithoutProgram(program)}`,
    ...exportVariables({ ...variables, LC_ALL: 'C' }),
    command,
  ])
}

/** Returns a script that runs statements and prints their results: fields and rows without decoration. */
function psqlScript(connection: PostgresConnection, statements: string): ShellText {
  const { role } = connection
  const sql = `${role === undefined ? '' : `SET ROLE ${postgresIdentifier(role)};\n`}${statements}`
  return withPostgres(
    connection,
    'psql',
    withHereDocuments(sh`psql -X -q -A -t -v ON_ERROR_STOP=1 -v VERBOSITY=verbose`, [
      { descriptor: 0, text: sql },
    ]),
  )
}

/** A query: a statement whose result is one JSON value, or no row. */
export interface PostgresQuery {
  readonly title: string
  readonly sql: string
  /** The resource whose predicted change supplies the result in a dry run. */
  readonly own?: NonNullable<Probe<PostgresAnswer>['own']>
}

/** The result of a query; `value` is null if there is no row. */
type PostgresAnswer =
  | { readonly kind: 'answer'; readonly value: Json }
  | { readonly kind: 'failure'; readonly failure: PostgresFailure }

/** Returns the probe for a query; a failure is returned as a result too. */
export function postgresProbe(
  connection: PostgresConnection,
  { title, sql, own }: PostgresQuery,
): Probe<PostgresAnswer> {
  return probe<PostgresAnswer>({
    title,
    script: psqlScript(connection, statementLines([sql])),
    answers: PSQL_STATUSES,
    parse: readAnswer,
    ...(own === undefined ? {} : { own }),
  })
}

function readAnswer(answer: Answer): PostgresAnswer {
  if (answer.status !== 0) return { kind: 'failure', failure: postgresFailure(answer) }
  const text = answer.stdout.toString()
  return { kind: 'answer', value: text.trim() === '' ? null : (JSON.parse(text) as Json) }
}

/**
 * Runs a query and returns its value. Throws TaskError with a hint if it fails; in a dry run, the value is unknown
 * instead if an earlier task could start the server or prepare the login.
 */
export async function queryPostgres(
  host: ReadHost,
  connection: PostgresConnection,
  question: PostgresQuery,
  isCheckMode: boolean,
): Promise<Json> {
  const answer = await host.ask(postgresProbe(connection, question))
  if (answer.kind === 'answer') return answer.value
  return refusePostgres(host, answer.failure, isCheckMode)
}

/** Runs statements, each in its own transaction, and returns their output. Throws TaskError if one fails. */
export async function runPostgres(
  host: Host,
  connection: PostgresConnection,
  statements: readonly string[],
  title: string,
): Promise<string> {
  const answer = await host.run(psqlScript(connection, statementLines(statements)), {
    title,
    ok: PSQL_STATUSES,
  })
  if (answer.status === 0) return answer.stdout.toString()
  return refusePostgres(host, postgresFailure(answer), false, title)
}
