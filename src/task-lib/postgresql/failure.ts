import type { ReadHost } from '../../remote/host.ts'
import type { Answer } from '../../shell/exchange.ts'
import {
  type ClientFailure,
  type ClientWords,
  deferToRun,
  NO_PROGRAM,
  refuseClientFailure,
  startOrCheck,
} from '../sql/client-failure.ts'

/** The reason why a PostgreSQL client program failed. */
export interface PostgresFailure extends ClientFailure {
  /** The SQLSTATE code of the error, such as `42501`; absent if the server reported none. */
  readonly sqlState?: string
}

/** Messages of psql for logins that the server refuses, each with a hint. */
const LOGINS: readonly [RegExp, string][] = [
  [
    /Peer authentication failed/,
    'set `become: true` and `become_user: postgres`, or log in with `login_host: 127.0.0.1` and a password',
  ],
  [/no password supplied|password authentication failed/, 'check `login_user` and `login_password`'],
  [/no pg_hba\.conf entry/, 'allow the login in pg_hba.conf in an earlier task'],
  [/role ".*" does not exist/s, 'create the role in an earlier task, or check `login_user`'],
  [/database ".*" does not exist/s, 'create the database in an earlier task'],
]

/** Hints by the SQLSTATE code of an error. Source: PostgreSQL, "Error Codes". */
const HINTS: Readonly<Record<string, string>> = {
  '42501': 'log in as a role that may do this, such as `postgres`',
  '55006':
    'other sessions are connected to it: end these sessions, or set `force: true` if the task type supports it',
  '2BP01': 'drop or reassign what depends on it first (`REASSIGN OWNED`, `DROP OWNED`)',
  '42704': 'create it in an earlier task',
  '3D000': 'create the database in an earlier task',
  '3F000': 'create the schema in an earlier task',
  '42P01': 'create the table in an earlier task',
}

/**
 * Returns the reason why a PostgreSQL client program failed. The message does not quote the statement, which may
 * contain a password.
 */
export function postgresFailure({ status, stdout, stderr }: Answer): PostgresFailure {
  const words = stderr.toString().trim() || stdout.toString().trim()
  if (status === NO_PROGRAM) return { kind: 'no program', message: words }
  // A code has at least one digit: without this condition, `FATAL` would match.
  const [line, sqlState] = /^.*?: {1,2}((?=[A-Z]*\d)[0-9A-Z]{5}): .*$/m.exec(words) ?? []
  if (line !== undefined && sqlState !== undefined) {
    const details = words.split('\n').filter(each => /^(DETAIL|HINT): /.test(each))
    return {
      kind: 'refused',
      message: [line.replace(/^psql:<stdin>:\d+: /, ''), ...details].join('\n'),
      sqlState,
    }
  }
  if (LOGINS.some(([pattern]) => pattern.test(words))) return { kind: 'no login', message: words }
  return { kind: status === 2 ? 'no connection' : 'refused', message: words }
}

const WORDS: ClientWords = {
  server: 'PostgreSQL server',
  noConnection: startOrCheck('`login_host`, `login_unix_socket` and `login_port`'),
  program: 'psql',
  packages: 'postgresql-client',
}

/** Throws TaskError for a failure, with a hint; see `refuseClientFailure`. */
export function refusePostgres(
  host: ReadHost,
  failure: PostgresFailure,
  isCheckMode: boolean,
  title?: string,
): Promise<never> {
  return refuseClientFailure(host, failure, WORDS, { isCheckMode, title, hint: hintFor(failure) })
}

/**
 * Makes the result of a dry run unknown if an earlier task may start the server or prepare the login; see `deferToRun`.
 */
export function deferPostgresToRun(failure: PostgresFailure): void {
  deferToRun(failure, WORDS)
}

function hintFor({ kind, message, sqlState = '' }: PostgresFailure): string | undefined {
  if (kind === 'no login') return LOGINS.find(([pattern]) => pattern.test(message))?.[1]
  return HINTS[sqlState]
}
