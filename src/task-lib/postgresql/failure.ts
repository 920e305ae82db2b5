import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { presentTools } from '../../remote/probes/tools.ts'
import type { Answer } from '../../shell/exchange.ts'
import { onlyRunTells } from '../../values/unknown.ts'

/** Why a program of PostgreSQL did not do what it was asked to. */
export interface PostgresFailure {
  /** `no program`, `no connection` and `no login` may come to nothing once earlier tasks of a run are done. */
  readonly kind: 'no program' | 'no connection' | 'no login' | 'refused'
  readonly message: string
  /** As PostgreSQL numbers errors, such as `42501`. */
  readonly sqlState?: string
}

/** What psql says of a connection that the server refuses, and what to do about it. */
const LOGINS: readonly [RegExp, string][] = [
  [
    /Peer authentication failed/,
    'say `become: true` and `become_user: postgres`, or log in by `login_host: 127.0.0.1` with a password',
  ],
  [/no password supplied|password authentication failed/, 'check `login_user` and `login_password`'],
  [/no pg_hba\.conf entry/, 'allow the login in pg_hba.conf in an earlier task'],
  [/role ".*" does not exist/s, 'create the role in an earlier task, or check `login_user`'],
  [/database ".*" does not exist/s, 'create the database in an earlier task'],
]

/** What the errors of statements mean. Source: PostgreSQL, "Error Codes". */
const HINTS: Readonly<Record<string, string>> = {
  '42501': 'log in as a role that may do this, such as `postgres`',
  '55006': 'others are connected to it: end their sessions, or set `force: true` where the task type has it',
  '2BP01': 'drop or reassign what depends on it first (`REASSIGN OWNED`, `DROP OWNED`)',
  '42704': 'create it in an earlier task',
  '3D000': 'create the database in an earlier task',
  '3F000': 'create the schema in an earlier task',
  '42P01': 'create the table in an earlier task',
}

/** Reads why a script with a program of PostgreSQL failed. Without quotes of the statement, which may hold a password. */
export function postgresFailure({ status, stdout, stderr }: Answer): PostgresFailure {
  const words = stderr.toString().trim() || stdout.toString().trim()
  if (status === 127) return { kind: 'no program', message: words }
  // `FATAL` has five letters too.
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

/**
 * Throws TaskError for a failure, with what to do about it. In a dry run, what an earlier task may have changed by then is unknown.
 * `title` is what was to be done.
 */
export async function refusePostgres(
  host: ReadHost,
  { kind, message, sqlState }: PostgresFailure,
  isCheckMode: boolean,
  title?: string,
): Promise<never> {
  if (kind === 'no program') {
    const [, program = 'psql'] = /the host has no (\S+)/.exec(message) ?? []
    const isPredicted = (await host.ask(presentTools([program]))).has(program)
    if (isPredicted) onlyRunTells(`what \`${program}\` prints, which an earlier task installs`)
    throw new TaskError(`the host has no \`${program}\``, {
      hint: 'install postgresql-client in an earlier task',
    })
  }
  if (kind !== 'refused' && isCheckMode) onlyRunTells(`the PostgreSQL server, which refuses now: ${message}`)
  throw new TaskError(title === undefined ? message : `cannot ${title}: ${message}`, {
    hint: hintFor(kind, message, sqlState),
  })
}

function hintFor(kind: PostgresFailure['kind'], message: string, sqlState = ''): string | undefined {
  if (kind === 'no connection')
    return 'is the server running? Start it in an earlier task, or check `login_host`, `login_unix_socket` and `login_port`'
  if (kind === 'no login') return LOGINS.find(([pattern]) => pattern.test(message))?.[1]
  return HINTS[sqlState]
}
