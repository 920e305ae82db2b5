import { TaskError } from '../../errors.ts'
import type { MysqlServer, MysqlUser } from './account.ts'
import { isMysqlPassword, isNativeHash, nativeHash } from './password.ts'
import { mysqlIdentifier, mysqlLiteral } from './quote.ts'

/** The wanted credentials of a user. */
export interface MysqlCredentials {
  readonly password?: string | undefined
  /** Whether the password is a hash of `mysql_native_password`. */
  readonly encrypted: boolean
  readonly plugin?: string | undefined
  readonly plugin_hash_string?: string | undefined
  readonly plugin_auth_string?: string | undefined
}

/** Whether a user already has the wanted credentials; undefined if only the plugin can compare them. */
export function hasCredentials(user: MysqlUser, wanted: MysqlCredentials): boolean | undefined {
  const { password, encrypted, plugin, plugin_hash_string, plugin_auth_string } = wanted
  // As in Ansible, an empty password means that the task sets no password.
  if (password)
    return encrypted
      ? hasHash(user, password)
      : (isMysqlPassword(user.plugin, user.stored, password) ?? false)
  if (plugin === undefined) return true
  if (user.plugin !== plugin) return false
  if (plugin_hash_string) return user.stored === plugin_hash_string
  if (!plugin_auth_string || user.stored === plugin_auth_string) return true
  return isMysqlPassword(plugin, user.stored, plugin_auth_string)
}

function hasHash({ plugin, stored }: MysqlUser, hash: string): boolean {
  return (plugin === '' || plugin === 'mysql_native_password') && stored.toUpperCase() === hash.toUpperCase()
}

/** Whether the server supports `CREATE USER … IDENTIFIED WITH … AS` and `ALTER USER`. */
export function hasAlterUser({ isMariadb, version }: MysqlServer): boolean {
  return version >= (isMariadb ? 10.2 : 5.7)
}

/**
 * Returns the clause of a statement that sets credentials; empty if the task sets none. The param `password` is
 * hashed on the controller, except for MySQL 8 and newer. Throws TaskError if an encrypted password is not a hash.
 */
export function identifiedClause(wanted: MysqlCredentials, server: MysqlServer): string {
  const { password, encrypted, plugin, plugin_hash_string, plugin_auth_string } = wanted
  if (password) {
    if (encrypted && !isNativeHash(password))
      throw new TaskError('`password` is not a hash of `mysql_native_password`', {
        hint: 'expected `*` and 40 hexadecimal digits, or leave out `encrypted`',
      })
    // MySQL 8 and newer use another plugin by default, and may not have this one.
    if (!encrypted && !server.isMariadb && server.version >= 8)
      return `IDENTIFIED BY ${mysqlLiteral(password)}`
    const hash = mysqlLiteral(encrypted ? password : nativeHash(password))
    return hasAlterUser(server)
      ? `IDENTIFIED WITH mysql_native_password AS ${hash}`
      : `IDENTIFIED BY PASSWORD ${hash}`
  }
  if (plugin === undefined) return ''
  const by = `IDENTIFIED WITH ${mysqlIdentifier(plugin)}`
  if (plugin_hash_string) return `${by} AS ${mysqlLiteral(plugin_hash_string)}`
  if (!plugin_auth_string) return by
  return `${by} ${givenText(plugin, server, mysqlLiteral(plugin_auth_string))}`
}

/**
 * Returns the part of the clause with the authentication string. MariaDB hashes it with a function for plugins that
 * store a hash, and passes it unchanged to other plugins.
 */
function givenText(plugin: string, { isMariadb }: MysqlServer, literal: string): string {
  if (!isMariadb) return `BY ${literal}`
  return HASHING.has(plugin) ? `USING PASSWORD(${literal})` : `USING ${literal}`
}

/** The plugins of MariaDB that store a hash. Source: MariaDB, "Authentication Plugins". */
const HASHING: ReadonlySet<string> = new Set([
  'ed25519',
  'mysql_native_password',
  'mysql_old_password',
  'parsec',
])
