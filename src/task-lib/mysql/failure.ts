import type { ReadHost } from '../../remote/host.ts'
import type { Answer } from '../../shell/exchange.ts'
import {
  type ClientFailure,
  type ClientWords,
  NO_PROGRAM,
  refuseClientFailure,
  startOrCheck,
} from '../sql/client-failure.ts'

/** The failure of a MySQL or MariaDB client program. */
export interface MysqlFailure extends ClientFailure {
  /** The error number of MySQL and MariaDB, such as 1045. */
  readonly number?: number
}

/** Error numbers of failed connections. Source: MySQL, "Client Error Message Reference". */
const NO_CONNECTION: ReadonlySet<number> = new Set([2002, 2003, 2005, 2006, 2013, 2026])

/**
 * Error numbers of failed logins: access denied, unknown database, host not allowed. Source: MySQL, "Server Error
 * Message Reference".
 */
const NO_LOGIN: ReadonlySet<number> = new Set([1044, 1045, 1130, 1698, 1049])

const HINTS: Readonly<Record<number, string>> = {
  1044: 'grant it to the login user, or log in as another user (`login_user`)',
  1045: 'check `login_user`, `login_password` and `config_file`; root of the host may need `become: true` and no password',
  1049: 'create the database in an earlier task',
  1130: 'the server has no account for this address: log in with `login_unix_socket`, or create the account',
  1142: 'grant it to the login user, or log in as another user (`login_user`)',
  1146: 'create the table in an earlier task',
  1227: 'log in as an administrator (`login_user`)',
  1193: 'check the name of the variable, and the version of the server',
  1238: 'set it in an option file, and restart the server',
  1290: 'the server is read-only, or one of its start options forbids this',
  1396: 'an account of that name is in use, or missing in the tables: try `FLUSH PRIVILEGES`',
  1698: 'the server identifies this user by its socket: set `become: true`, or log in as another user',
  1819: 'the password is weaker than the server accepts (`validate_password`)',
}

/** Parses the failure of a client program. The statement is left out, because it may contain a password. */
export function mysqlFailure({ status, stderr }: Answer): MysqlFailure {
  const words = stderr.toString().trim()
  if (status === NO_PROGRAM) return { kind: 'no program', message: words }
  const [, line, digits] = /((?:ERROR |error: )(\d+)\b.*)$/m.exec(words) ?? []
  if (line === undefined) return { kind: 'refused', message: words }
  const number = Number(digits)
  const message = line.replace(/^ERROR (\d+ \(\w+\)) at line \d+:/, 'ERROR $1:')
  if (NO_CONNECTION.has(number)) return { kind: 'no connection', message, number }
  // If a statement causes the same error, the message contains its line.
  const isLogin = NO_LOGIN.has(number) && !/ at line \d+:/.test(line)
  return { kind: isLogin ? 'no login' : 'refused', message, number }
}

const WORDS: ClientWords = {
  server: 'database server',
  noConnection: startOrCheck('`login_host` and `login_unix_socket`'),
  program: 'mysql',
  packages: 'mariadb-client or mysql-client',
}

/** Throws TaskError for a failure, with a hint; see `refuseClientFailure`. */
export function refuseMysql(
  host: ReadHost,
  failure: MysqlFailure,
  isCheckMode: boolean,
  title?: string,
): Promise<never> {
  const hint = HINTS[failure.number ?? 0]
  return refuseClientFailure(host, failure, WORDS, { isCheckMode, title, hint })
}
