import type { PostgresDatabase } from './database.ts'
import type { PostgresDatabaseParams } from './database-params.ts'
import { postgresIdentifier, postgresLiteral } from './quote.ts'

/** Returns the statement that creates a database. */
export function createDatabase(params: PostgresDatabaseParams): string {
  const { owner, template, encoding, lc_collate, lc_ctype, tablespace, conn_limit } = params
  return [
    `CREATE DATABASE ${postgresIdentifier(params.name)}`,
    ...(owner === undefined ? [] : [`OWNER ${postgresIdentifier(owner)}`]),
    ...(template === undefined ? [] : [`TEMPLATE ${postgresIdentifier(template)}`]),
    ...(encoding === undefined ? [] : [`ENCODING ${postgresLiteral(encoding)}`]),
    ...(lc_collate === undefined ? [] : [`LC_COLLATE ${postgresLiteral(lc_collate)}`]),
    ...(lc_ctype === undefined ? [] : [`LC_CTYPE ${postgresLiteral(lc_ctype)}`]),
    ...(tablespace === undefined ? [] : [`TABLESPACE ${postgresIdentifier(tablespace)}`]),
    ...(conn_limit === undefined ? [] : [`CONNECTION LIMIT ${conn_limit}`]),
  ].join(' ')
}

/** Returns the statement that changes a field of a database. */
export function alterDatabase(name: string, field: string, value: string): string {
  const alter = `ALTER DATABASE ${postgresIdentifier(name)}`
  if (field === 'owner') return `${alter} OWNER TO ${postgresIdentifier(value)}`
  if (field === 'tablespace') return `${alter} SET TABLESPACE ${postgresIdentifier(value)}`
  return `${alter} CONNECTION LIMIT ${value}`
}

/** Returns the statement that renames a database. */
export function renameDatabase(name: string, newName: string): string {
  return `ALTER DATABASE ${postgresIdentifier(name)} RENAME TO ${postgresIdentifier(newName)}`
}

/** Returns the statements that drop a database; with `isForced`, they first end its sessions. */
export function dropDatabase(name: string, found: PostgresDatabase, isForced: boolean): string[] {
  const drop = `DROP DATABASE ${postgresIdentifier(name)}`
  if (!isForced) return [drop]
  const version = found.fields.server_version
  if (typeof version !== 'number' || version >= FORCE_SINCE) return [`${drop} WITH (FORCE)`]
  return [
    `UPDATE pg_database SET datallowconn = false WHERE datname = ${postgresLiteral(name)}`,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${postgresLiteral(name)} AND pid <> pg_backend_pid()`,
    drop,
  ]
}

/** The first version with `DROP DATABASE … WITH (FORCE)`. */
const FORCE_SINCE = 130000
