import type { ReadHost } from '../../remote/host.ts'
import { type PostgresObject, queryObject } from './database.ts'
import type { PostgresConnection } from './login.ts'
import { queryPostgres } from './psql.ts'
import { postgresLiteral } from './quote.ts'

/** The attributes of roles, with their columns. Source: pg_authid. */
export const ROLE_FLAGS: Readonly<Record<string, string>> = {
  superuser: 'rolsuper',
  createrole: 'rolcreaterole',
  createdb: 'rolcreatedb',
  inherit: 'rolinherit',
  login: 'rolcanlogin',
  replication: 'rolreplication',
  bypassrls: 'rolbypassrls',
}

/**
 * A role. Its fields: its flags, `conn_limit`, `expires`, `wanted_expires`, `comment`, `groups`, `has_dependents`
 * (whether it owns objects or has privileges on them) and `stored` (see `storedPassword`).
 */
export type PostgresRole = PostgresObject

/**
 * Reads a role by its name; null if there is none. `wanted_expires` is the param `expires` in the server's own format,
 * comparable with the field `expires`.
 */
export async function postgresRole(
  host: ReadHost,
  connection: PostgresConnection,
  {
    name,
    expires,
    readsPassword,
    isCheckMode,
  }: { name: string; expires: string | undefined; readsPassword: boolean; isCheckMode: boolean },
): Promise<PostgresRole | null> {
  const wanted = expires === undefined ? 'NULL' : `${postgresLiteral(expires)}::timestamptz::text`
  const password = `SELECT rolpassword AS p FROM pg_catalog.pg_authid WHERE rolname = ${postgresLiteral(name)}`
  // A login without access to pg_authid may not even name it in a query, unless that is a separate query.
  const stored = `CASE WHEN has_table_privilege('pg_catalog.pg_authid', 'SELECT') THEN query_to_xml(${postgresLiteral(password)}, true, false, '')::text END`
  const flags = Object.entries(ROLE_FLAGS).map(([flag, column]) => `${column} AS ${flag}`)
  return queryObject(host, connection, isCheckMode, {
    kind: 'role',
    name,
    sql: `SELECT row_to_json(d) FROM (SELECT ${flags.join(', ')}, rolconnlimit AS conn_limit,
  rolvaliduntil::text AS expires, ${wanted} AS wanted_expires, shobj_description(oid, 'pg_authid') AS comment,
  ARRAY(SELECT g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid) AS groups,
  EXISTS (SELECT 1 FROM pg_shdepend WHERE refclassid = 'pg_authid'::regclass AND refobjid = r.oid) AS has_dependents,
  ${readsPassword ? stored : 'NULL'} AS stored FROM pg_roles r WHERE rolname = ${postgresLiteral(name)}) d`,
  })
}

/**
 * Returns the stored verifier of a role's password; null if the role has no password, undefined if the login may not
 * read it.
 */
export function storedPassword(role: PostgresRole): string | null | undefined {
  const xml = role.field('stored')
  if (typeof xml !== 'string') return undefined
  return /<p>(.*?)<\/p>/.exec(xml)?.[1] ?? null
}

/** Returns the server's setting `password_encryption`: how it stores a new password. */
export async function postgresEncryption(host: ReadHost, connection: PostgresConnection): Promise<string> {
  const sql = "SELECT to_json(current_setting('password_encryption'))"
  return String(await queryPostgres(host, connection, { title: 'setting password_encryption', sql }, false))
}
