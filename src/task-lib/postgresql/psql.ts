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

/** The statuses of psql: done, an error of its own, no connection, an error of a statement. Source: psql(1), "Exit Status". */
export const PSQL_STATUSES = [0, 1, 2, 3, NO_PROGRAM]

/** A script that runs a program with a connection; one that is missing on the host ends it with status 127. */
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

/** A script that runs statements, and prints what they give: fields and rows without anything around them. */
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

/** A question to a server: a statement whose result is one JSON value, or nothing. */
export interface PostgresQuestion {
  readonly title: string
  readonly sql: string
  /** A resource whose predicted change answers it in a dry run. */
  readonly own?: NonNullable<Probe<PostgresAnswer>['own']>
}

/** What a server answers: `value` is null if there is no row. */
type PostgresAnswer =
  | { readonly kind: 'answer'; readonly value: Json }
  | { readonly kind: 'failure'; readonly failure: PostgresFailure }

/** The probe of a question; a failure is an answer too. */
export function postgresProbe(
  connection: PostgresConnection,
  { title, sql, own }: PostgresQuestion,
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
 * Asks a server. Throws TaskError, with what to do next, if it gives no answer; in a dry run, that is unknown if an earlier task could have
 * started the server or prepared the login.
 */
export async function askPostgres(
  host: ReadHost,
  connection: PostgresConnection,
  question: PostgresQuestion,
  isCheckMode: boolean,
): Promise<Json> {
  const answer = await host.ask(postgresProbe(connection, question))
  if (answer.kind === 'answer') return answer.value
  return refusePostgres(host, answer.failure, isCheckMode)
}

/** Runs statements, each for itself, and returns what they print. Throws TaskError if one fails. */
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
