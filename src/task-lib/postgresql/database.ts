import type { Json } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'
import { onlyRunTells } from '../../values/unknown.ts'
import { type PostgresConnection, postgresResource } from './login.ts'
import { queryPostgres } from './psql.ts'
import { postgresLiteral } from './quote.ts'

/** An object of a server, such as a database or a role, with its fields. */
export interface PostgresObject {
  /** The fields that are known; in a dry run, some may be missing. */
  readonly fields: Readonly<Record<string, Json>>
  /** Returns a field. Throws UnknownValueError if a dry run predicts the object, but not that field. */
  readonly field: (name: string) => Json
}

/** A database: `owner`, `encoding`, `wanted_encoding`, `lc_collate`, `lc_ctype`, `conn_limit`, `tablespace`, `server_version`. */
export type PostgresDatabase = PostgresObject

/**
 * Reads a database by its name; null if there is none. `wanted_encoding` is the param `encoding` under the server's own
 * name, comparable with the field `encoding`.
 */
export async function postgresDatabase(
  host: ReadHost,
  connection: PostgresConnection,
  { name, encoding, isCheckMode }: { name: string; encoding?: string | undefined; isCheckMode: boolean },
): Promise<PostgresDatabase | null> {
  const wanted = encoding === undefined ? 'NULL' : postgresLiteral(encoding)
  return queryObject(host, connection, isCheckMode, {
    kind: 'db',
    name,
    sql: `SELECT row_to_json(d) FROM (SELECT pg_get_userbyid(datdba) AS owner, pg_encoding_to_char(encoding) AS encoding,
  coalesce(nullif(pg_encoding_to_char(pg_char_to_encoding(${wanted})), ''), ${wanted}) AS wanted_encoding,
  datcollate AS lc_collate, datctype AS lc_ctype, datconnlimit AS conn_limit, spcname AS tablespace,
  current_setting('server_version_num')::int AS server_version
  FROM pg_database JOIN pg_tablespace t ON t.oid = dattablespace WHERE datname = ${postgresLiteral(name)}) d`,
  })
}

/** Queries an object; null if it does not exist. In a dry run, returns what an earlier task would make of it. */
export async function queryObject(
  host: ReadHost,
  connection: PostgresConnection,
  isCheckMode: boolean,
  { kind, name, sql }: { readonly kind: string; readonly name: string; readonly sql: string },
): Promise<PostgresObject | null> {
  const resource = postgresResource(kind, name, connection)
  const value = await queryPostgres(
    host,
    connection,
    {
      title: `state of ${resource}`,
      sql,
      own: { resource, after: ({ after }) => ({ kind: 'answer', value: (after ?? null) as Json }) },
    },
    isCheckMode,
  )
  if (value === null) return null
  const fields = value as Readonly<Record<string, Json>>
  const field = (each: string): Json => {
    const found = fields[each]
    return found === undefined ? onlyRunTells(`\`${each}\` of ${resource}`) : found
  }
  return { fields, field }
}
