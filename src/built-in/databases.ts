/** For the built-in task types: databases. It may change at any time. */
export { queryUsers, UNKNOWN_SERVER, userResource } from '../task-lib/mysql/account.ts'
export { MYSQL_STATUSES, queryMysql, runMysql } from '../task-lib/mysql/client.ts'
export type { MysqlCredentials } from '../task-lib/mysql/credentials.ts'
export { dumpMysql, importMysql, queryMysqlDatabase } from '../task-lib/mysql/database.ts'
export {
  isAllDatabases,
  isOfFile,
  type MysqlDatabaseParams,
  mysqlDatabaseParams,
} from '../task-lib/mysql/database-params.ts'
export { creationSteps, removalSteps } from '../task-lib/mysql/database-steps.ts'
export { mysqlFailure, refuseMysql } from '../task-lib/mysql/failure.ts'
export {
  MYSQL_LOGIN_ALIASES,
  type MysqlConnection,
  mysqlConnection,
  mysqlLoginParams,
  mysqlResource,
} from '../task-lib/mysql/login.ts'
export { type MysqlResult, mysqlQueryScript, mysqlValue } from '../task-lib/mysql/query.ts'
export { mysqlIdentifier, mysqlName } from '../task-lib/mysql/quote.ts'
export {
  INFO_PARTS,
  infoStatements,
  type ReplicationWords,
  readInfo,
} from '../task-lib/mysql/server-info.ts'
export { userChange } from '../task-lib/mysql/user-change.ts'
export { type MysqlUserParams, mysqlUserParams, wantedMysqlUser } from '../task-lib/mysql/user-params.ts'
export {
  accountDifference,
  isAccountRight,
  newAccount,
  type UserPlan,
  updateMessage,
} from '../task-lib/mysql/user-plan.ts'
export { sessionStatements, userStatements } from '../task-lib/mysql/user-statements.ts'
export { isSameValue, queryVariable, setStatement } from '../task-lib/mysql/variable.ts'
export { wantedRoleFields, wrongRoleFields } from '../task-lib/postgresql/compare-role.ts'
export {
  type PostgresDatabase,
  type PostgresObject,
  postgresDatabase,
  queryObject as askPostgresObject,
} from '../task-lib/postgresql/database.ts'
export {
  isOfDump,
  type PostgresDatabaseParams,
  postgresDatabaseParams,
} from '../task-lib/postgresql/database-params.ts'
export { databaseSteps } from '../task-lib/postgresql/database-steps.ts'
export { dumpPostgres, restorePostgres } from '../task-lib/postgresql/dump.ts'
export { deferPostgresToRun, postgresFailure, refusePostgres } from '../task-lib/postgresql/failure.ts'
export {
  POSTGRES_LOGIN_ALIASES,
  type PostgresConnection,
  postgresConnection,
  postgresLoginConnection,
  postgresLoginParams,
  postgresResource,
} from '../task-lib/postgresql/login.ts'
export {
  leftOutRoles,
  missingRoles,
  refuseMissingObjects,
  refuseMissingRoles,
  rolesThatLack,
} from '../task-lib/postgresql/missing.ts'
export {
  type FoundOwnership,
  OWNED_KINDS,
  ownerStatement,
  ownershipQuery,
  reassignStatement,
} from '../task-lib/postgresql/ownership.ts'
export { postgresVerifier } from '../task-lib/postgresql/password.ts'
export { type PrivilegeParams, privilegeParams } from '../task-lib/postgresql/privilege-params.ts'
export {
  type GrantDifference,
  grantDifferences,
  grantStatements,
} from '../task-lib/postgresql/privilege-plan.ts'
export type { FoundGrants } from '../task-lib/postgresql/privilege-queries.ts'
export { PSQL_STATUSES, postgresProbe, queryPostgres, runPostgres } from '../task-lib/postgresql/psql.ts'
export { postgresValue, type QueryResult, queryScript } from '../task-lib/postgresql/query.ts'
export { postgresIdentifier, postgresLiteral, postgresName } from '../task-lib/postgresql/quote.ts'
export {
  type PostgresRole,
  postgresEncryption,
  postgresRole,
} from '../task-lib/postgresql/role.ts'
export { type PostgresRoleParams, postgresRoleParams } from '../task-lib/postgresql/role-params.ts'
export { type RolePlan, roleStatements } from '../task-lib/postgresql/role-statements.ts'
export {
  databaseInfo,
  databaseInfoQuery,
  NOT_CONNECTED,
  POSTGRES_PARTS,
  serverInfo,
  serverInfoQuery,
} from '../task-lib/postgresql/server-info.ts'
export {
  alterSystem,
  isSameSetting as isSamePostgresSetting,
  rawValue,
  type ServerSetting,
  settingQuery,
  withUnit,
} from '../task-lib/postgresql/setting.ts'
export { postgresVersion } from '../task-lib/postgresql/version.ts'
export { grantForm, grantsQuery, wantedGrants } from '../task-lib/postgresql/wanted-grants.ts'
export { checkKeys } from '../task-lib/redis/check-keys.ts'
export { checkReplica } from '../task-lib/redis/check-replica.ts'
export { checkSetting } from '../task-lib/redis/check-setting.ts'
export { runRedis } from '../task-lib/redis/client.ts'
export { redisConnection } from '../task-lib/redis/login.ts'
export { type RedisParams, redisParams } from '../task-lib/redis/params.ts'
export { changedResource } from '../task-lib/redis/redis-plan.ts'
export { sentValue } from '../task-lib/redis/setting.ts'
export { emptyable, emptyableText, settingValue } from '../task-lib/sql/params.ts'
export {
  boundQueries,
  hasOneKindOfArguments,
  queryArgumentParams,
  queryParam,
  TWO_KINDS_OF_ARGUMENTS,
} from '../task-lib/sql/query-params.ts'
export { onlyReads } from '../task-lib/sql/statement.ts'
export { EXECUTED_OUTPUTS, QUERIES_OUTPUTS } from '../task-lib/sql/statement-outputs.ts'
