import { hasAlterUser, identifiedClause, type MysqlCredentials } from './credentials.ts'
import { GRANT_OPTION } from './privileges.ts'
import { mysqlAccount, mysqlIdentifier, mysqlLiteral } from './quote.ts'
import { requireClause } from './requirements.ts'
import type { MysqlUserParams } from './user-params.ts'
import type { AccountDifference, UserPlan, WantedAccount } from './user-plan.ts'

/** Returns the statements that apply a plan. They contain the passwords in `credentials`. */
export function userStatements(
  { verb, server, accounts }: UserPlan,
  wanted: WantedAccount,
  credentials: MysqlCredentials,
): string[] {
  return accounts.flatMap(account => {
    const user = mysqlAccount(wanted.name, account.host)
    if (verb === 'delete') return [`DROP USER ${user}`]
    const identified = account.setsCredentials ? identifiedClause(credentials, server) : ''
    const create = verb === 'create' ? [['CREATE USER', user, identified].join(' ').trim()] : []
    const alter =
      verb === 'update' && identified !== '' ? [alterCredentials(user, identified, hasAlterUser(server))] : []
    const options = [
      ...(account.setsRequirement ? [requireClause(wanted.requirement ?? 'NONE')] : []),
      ...(account.limits.length > 0 ? [limitsClause(account, wanted)] : []),
    ]
    const start = hasAlterUser(server) ? `ALTER USER ${user}` : `GRANT USAGE ON *.* TO ${user}`
    return [
      ...create,
      ...alter,
      ...account.revokes.flatMap(([object, names]) => revokeStatements(object, names, user)),
      ...account.grants.map(([object, names]) => grantStatement(object, names, user)),
      ...(options.length > 0 ? [`${start} ${options.join(' ')}`] : []),
    ]
  })
}

/**
 * Returns the statement that changes credentials. Old servers only have a statement that sets the hash of a password.
 */
function alterCredentials(user: string, identified: string, hasAlter: boolean): string {
  if (hasAlter) return `ALTER USER ${user} ${identified}`
  return `SET PASSWORD FOR ${user} = ${identified.replace(/^IDENTIFIED BY PASSWORD /, '')}`
}

function limitsClause({ limits }: AccountDifference, wanted: WantedAccount): string {
  return `WITH ${limits.map(name => `${name} ${wanted.limits[name]}`).join(' ')}`
}

function revokeStatements(object: string, names: readonly string[], user: string): string[] {
  const plain = names.filter(name => name !== GRANT_OPTION)
  return [
    ...(names.includes(GRANT_OPTION) ? [`REVOKE GRANT OPTION ON ${object} FROM ${user}`] : []),
    ...(plain.length > 0 ? [`REVOKE ${plain.join(', ')} ON ${object} FROM ${user}`] : []),
  ]
}

function grantStatement(object: string, names: readonly string[], user: string): string {
  const plain = names.filter(name => name !== GRANT_OPTION)
  const what = plain.length > 0 ? plain.join(', ') : 'USAGE'
  return `GRANT ${what} ON ${object} TO ${user}${names.includes(GRANT_OPTION) ? ' WITH GRANT OPTION' : ''}`
}

/** Returns the statements that prepare the session before a user is changed. */
export function sessionStatements({ session_vars, sql_log_bin, force_context }: MysqlUserParams): string[] {
  const value = (given: string | number | boolean): string =>
    typeof given === 'string' ? mysqlLiteral(given) : String(given)
  return [
    ...(force_context ? ['USE mysql'] : []),
    ...(sql_log_bin ? [] : ['SET SQL_LOG_BIN = 0']),
    ...Object.entries(session_vars).map(
      ([name, given]) => `SET SESSION ${mysqlIdentifier(name)} = ${value(given)}`,
    ),
  ]
}
