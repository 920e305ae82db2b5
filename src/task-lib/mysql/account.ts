import type { ReadHost } from '../../remote/host.ts'
import { type MysqlAnswer, queryMysql } from './client.ts'
import { type MysqlConnection, mysqlResource } from './login.ts'
import { type Privileges, parseGrants } from './privileges.ts'
import { mysqlAccount, mysqlLiteral } from './quote.ts'
import type { MysqlRow } from './xml.ts'

/** Kind and version of the server, which determine the syntax of statements. */
export interface MysqlServer {
  readonly isMariadb: boolean
  /** Major and minor version as a number, such as 10.11 or 8.0. */
  readonly version: number
}

/** Placeholder for the server if a dry run predicts the account: no statements are generated for it. */
export const UNKNOWN_SERVER: MysqlServer = { isMariadb: true, version: 0 }

/** An account: a user name at one host. */
export interface MysqlUser {
  readonly host: string
  readonly plugin: string
  /** The stored form of the password, as the authentication plugin writes it. */
  readonly stored: string
  /** All columns of mysql.user, by their names in lower case. */
  readonly columns: MysqlRow
}

/**
 * The accounts of a user on a server. `predicted`: an earlier task of a dry run creates the account, and nothing more
 * is known about it.
 */
export type FoundUsers =
  | { readonly kind: 'predicted' }
  | {
      readonly kind: 'found'
      readonly server: MysqlServer
      readonly users: readonly MysqlUser[]
      readonly privileges: FoundPrivileges
    }

/** The error number of `SHOW GRANTS` for an account that does not exist. */
const NO_SUCH_GRANT = 1141

const NO_PRIVILEGES: FoundPrivileges = { ofHost: new Map(), every: new Set() }

/** Reads the accounts of a user, at one host or at all hosts, and their privileges. */
export async function queryUsers(
  host: ReadHost,
  connection: MysqlConnection,
  asked: { user: string; ofHost: string | undefined; isCheckMode: boolean },
): Promise<FoundUsers> {
  const found = await askAccounts(host, connection, asked)
  if (found.kind === 'predicted' || asked.ofHost !== undefined || found.users.length === 0) return found
  const hosts = found.users.map(user => user.host)
  return { ...found, privileges: await askPrivileges(host, connection, { ...asked, hosts }) }
}

function askAccounts(
  host: ReadHost,
  connection: MysqlConnection,
  { user, ofHost, isCheckMode }: { user: string; ofHost: string | undefined; isCheckMode: boolean },
): Promise<FoundUsers> {
  const resource = userResource(user, ofHost, connection)
  const isOfHost = ofHost === undefined ? '' : ` AND Host = ${mysqlLiteral(ofHost)}`
  return queryMysql<FoundUsers>(
    host,
    connection,
    {
      title: `state of ${resource}`,
      statements: [
        'SELECT VERSION() AS version',
        `SELECT * FROM mysql.user WHERE User = ${mysqlLiteral(user)}${isOfHost}`,
        ...(ofHost === undefined ? [] : privilegeStatements(user, [ofHost])),
      ],
      takes: NO_SUCH_GRANT,
      read: ([server, users = [], ...privileges]) => ({
        kind: 'found',
        server: readServer(server?.[0]?.version ?? ''),
        users: users.map(readUser),
        privileges: ofHost === undefined ? NO_PRIVILEGES : readPrivileges(privileges, [ofHost]),
      }),
      own: {
        resource,
        after: isThere =>
          isThere
            ? { kind: 'predicted' }
            : {
                kind: 'found',
                server: UNKNOWN_SERVER,
                users: [],
                privileges: NO_PRIVILEGES,
              },
      },
    },
    isCheckMode,
  )
}

/** Returns the resource name of a user in changes. */
export function userResource(user: string, ofHost: string | undefined, connection: MysqlConnection): string {
  return mysqlResource('user', `${user}@${ofHost ?? '%all'}`, connection)
}

function readServer(version: string): MysqlServer {
  return { isMariadb: /mariadb/i.test(version), version: Number.parseFloat(version) || 0 }
}

function readUser(row: MysqlRow): MysqlUser {
  const columns = Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]))
  return {
    host: columns.host ?? '',
    plugin: columns.plugin ?? '',
    // The name of the column depends on the version.
    stored: columns.authentication_string || columns.password || '',
    columns,
  }
}

/** The privileges of accounts by host, and the list of all privileges that the server knows. */
interface FoundPrivileges {
  readonly ofHost: ReadonlyMap<string, Privileges>
  readonly every: ReadonlySet<string>
}

function askPrivileges(
  host: ReadHost,
  connection: MysqlConnection,
  { user, hosts, isCheckMode }: { user: string; hosts: readonly string[]; isCheckMode: boolean },
): Promise<FoundPrivileges> {
  const question = {
    title: `privileges of ${user} at ${hosts.join(', ')}`,
    statements: privilegeStatements(user, hosts),
    read: (results: MysqlAnswer['results']) => readPrivileges(results, hosts),
  }
  return queryMysql(host, connection, question, isCheckMode)
}

function privilegeStatements(user: string, hosts: readonly string[]): string[] {
  return ['SHOW PRIVILEGES', ...hosts.map(each => `SHOW GRANTS FOR ${mysqlAccount(user, each)}`)]
}

function readPrivileges(
  [known = [], ...grants]: MysqlAnswer['results'],
  hosts: readonly string[],
): FoundPrivileges {
  return {
    every: new Set(known.map(row => (row.Privilege ?? '').toUpperCase()).filter(isGranted)),
    ofHost: new Map(hosts.map((each, nth) => [each, parseGrants(linesOf(grants[nth]))])),
  }
}

/** Whether a privilege in the server's list is part of `ALL`. */
function isGranted(privilege: string): boolean {
  return !['GRANT OPTION', 'PROXY', 'USAGE', ''].includes(privilege)
}

function linesOf(rows: MysqlAnswer['results'][number] = []): string[] {
  return rows.flatMap(row => Object.values(row).filter(line => line !== null))
}
