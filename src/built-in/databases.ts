/** For the built-in task types: databases. It may change at any time. */
export { askUsers, userResource } from '../task-lib/mysql/account.ts'
export { runMysql } from '../task-lib/mysql/client.ts'
export type { MysqlCredentials } from '../task-lib/mysql/credentials.ts'
export { askMysqlDatabase, dumpMysql, importMysql } from '../task-lib/mysql/database.ts'
export { mysqlFailure, refuseMysql } from '../task-lib/mysql/failure.ts'
export {
  MYSQL_LOGIN_ALIASES,
  type MysqlConnection,
  mysqlConnection,
  mysqlLoginParams,
  mysqlResource,
} from '../task-lib/mysql/login.ts'
export { parseWantedPrivileges } from '../task-lib/mysql/privileges.ts'
export { type MysqlResult, mysqlQueryScript, mysqlValue } from '../task-lib/mysql/query.ts'
export { mysqlIdentifier, mysqlLiteral, mysqlName } from '../task-lib/mysql/quote.ts'
export { LIMITS, wantedRequirement } from '../task-lib/mysql/requirements.ts'
export {
  type AccountDifference,
  accountDifference,
  isAccountRight,
  newAccount,
  type UserPlan,
  updateMessage,
  type WantedAccount,
} from '../task-lib/mysql/user-plan.ts'
export { userStatements } from '../task-lib/mysql/user-statements.ts'
export {
  askObject as askPostgresObject,
  dropDatabase,
  type PostgresDatabase,
  type PostgresObject,
  postgresDatabase,
  sameLocale,
} from '../task-lib/postgresql/database.ts'
export { dumpPostgres, restorePostgres } from '../task-lib/postgresql/dump.ts'
export { postgresFailure, refusePostgres } from '../task-lib/postgresql/failure.ts'
export { DEFAULT_KINDS, GRANTABLE } from '../task-lib/postgresql/grantable.ts'
export {
  emptyableInteger,
  emptyableText,
  POSTGRES_LOGIN_ALIASES,
  type PostgresConnection,
  postgresConnection,
  postgresLoginParams,
  postgresResource,
} from '../task-lib/postgresql/login.ts'
export { isPostgresPassword, postgresVerifier } from '../task-lib/postgresql/password.ts'
export {
  type GrantDifference,
  type GrantForm,
  grantDifferences,
  grantStatements,
  type WantedGrants,
} from '../task-lib/postgresql/privilege-plan.ts'
export {
  defaultGrants,
  type FoundGrants,
  groupGrants,
  objectGrants,
} from '../task-lib/postgresql/privilege-questions.ts'
export { askPostgres, runPostgres } from '../task-lib/postgresql/psql.ts'
export { postgresValue, type QueryResult, queryScript } from '../task-lib/postgresql/query.ts'
export { postgresIdentifier, postgresLiteral, postgresName } from '../task-lib/postgresql/quote.ts'
export {
  type PostgresRole,
  postgresEncryption,
  postgresRole,
  ROLE_FLAGS,
  storedPassword,
} from '../task-lib/postgresql/role.ts'
export { bindArguments } from '../task-lib/sql/arguments.ts'
export { onlyReads } from '../task-lib/sql/statement.ts'
