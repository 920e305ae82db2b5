import type { Json } from '../../authoring/plan.ts'
import { Secret } from '../../values/secret.ts'
import { exactNumber } from '../sql/exact-number.ts'
import type { MysqlAnswer } from './client.ts'
import type { MysqlRow } from './xml.ts'

/** The kinds of information about a server that a task can request. */
export const INFO_PARTS = [
  'version',
  'databases',
  'settings',
  'global_status',
  'engines',
  'users',
  'master_status',
  'slave_hosts',
  'slave_status',
] as const

export type InfoPart = (typeof INFO_PARTS)[number]

/** Which databases are listed and how. */
export interface DatabaseListing {
  readonly withSizes: boolean
  readonly withEmpty: boolean
}

/**
 * Which keywords the statements for replication use: `old` for MariaDB and for MySQL up to 8.3, `new` for newer
 * versions of MySQL.
 */
export type ReplicationWords = 'old' | 'new'

/** Returns the statements that read the requested information, in the order of `parts`. */
export function infoStatements(
  parts: readonly InfoPart[],
  { withSizes }: DatabaseListing,
  words: ReplicationWords,
): string[] {
  const size = withSizes ? ', SUM(data_length + index_length) AS size' : ''
  const statements: Readonly<Record<InfoPart, readonly string[]>> = {
    version: ['SELECT VERSION() AS full'],
    databases: [
      `SELECT table_schema AS name${size} FROM information_schema.TABLES GROUP BY table_schema`,
      'SHOW DATABASES',
    ],
    settings: ['SHOW GLOBAL VARIABLES'],
    global_status: ['SHOW GLOBAL STATUS'],
    engines: ['SHOW ENGINES'],
    users: ['SELECT * FROM mysql.user'],
    master_status: [words === 'old' ? 'SHOW MASTER STATUS' : 'SHOW BINARY LOG STATUS'],
    slave_hosts: [words === 'old' ? 'SHOW SLAVE HOSTS' : 'SHOW REPLICAS'],
    slave_status: [words === 'old' ? 'SHOW SLAVE STATUS' : 'SHOW REPLICA STATUS'],
  }
  return parts.flatMap(part => statements[part])
}

/** Parses the results of the statements of `infoStatements`. Password hashes become secrets. */
export function readInfo(
  parts: readonly InfoPart[],
  results: MysqlAnswer['results'],
  listing: DatabaseListing,
): Record<string, unknown> {
  const left = [...results]
  const next = () => left.shift() ?? []
  const read: Readonly<Record<InfoPart, () => unknown>> = {
    version: () => versionFields(String(next()[0]?.full ?? '')),
    databases: () => databases(next(), next(), listing),
    settings: () => byName(next()),
    global_status: () => byName(next()),
    engines: () => nested(next(), ['Engine'], value => value),
    users: () => nested(next(), ['Host', 'User'], typed),
    master_status: () => fields(next()[0] ?? {}, typed),
    slave_hosts: () => nested(next(), ['Server_id', 'Server_Id'], typed),
    slave_status: () => nested(next(), REPLICATION_KEYS, typed),
  }
  return Object.fromEntries(parts.map(part => [part, read[part]()]))
}

const REPLICATION_KEYS = [
  'Master_Host',
  'Source_Host',
  'Master_Port',
  'Source_Port',
  'Master_User',
  'Source_User',
]

/** Columns of mysql.user that contain password hashes. */
const HASHES: ReadonlySet<string> = new Set(['Password', 'authentication_string', 'User_attributes'])

type ReadValue = (value: string | null) => Json

/** Converts a whole number to a number, as Ansible's module does; other values stay strings. */
function typed(value: string | null): Json {
  return value !== null && /^-?\d+$/.test(value) ? exactNumber(value) : value
}

function byName(rows: readonly MysqlRow[]): Record<string, Json> {
  return Object.fromEntries(
    rows.map(({ Variable_name, Value = null }) => [Variable_name ?? '', typed(Value)]),
  )
}

function fields(row: MysqlRow, read: ReadValue): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      HASHES.has(name) && value ? new Secret(value) : read(value),
    ]),
  )
}

/** Nests rows by the values of their key columns. Key columns that a row does not have are skipped. */
function nested(
  rows: readonly MysqlRow[],
  keys: readonly string[],
  read: ReadValue,
): Record<string, unknown> {
  const all: Record<string, unknown> = {}
  for (const row of rows) {
    const used = keys.filter(key => key in row)
    let place = all
    for (const key of used) {
      const below = (place[row[key] ?? ''] ?? {}) as Record<string, unknown>
      place[row[key] ?? ''] = below
      place = below
    }
    const others = Object.entries(row).filter(([name]) => !used.includes(name))
    Object.assign(place, fields(Object.fromEntries(others), read))
  }
  return all
}

function databases(
  sizes: readonly MysqlRow[],
  names: readonly MysqlRow[],
  { withSizes, withEmpty }: DatabaseListing,
): Record<string, Json> {
  const found = sizes.map(
    ({ name, size }) => [name ?? '', withSizes ? { size: exactNumber(size ?? '0') } : {}] as const,
  )
  const listed = Object.fromEntries(found)
  const empty = names.flatMap(({ Database }) =>
    withEmpty && Database && !(Database in listed) ? [[Database, withSizes ? { size: 0 } : {}] as const] : [],
  )
  return { ...listed, ...Object.fromEntries(empty) }
}

/** Splits a version such as `10.11.6-MariaDB-0+deb12u1` into its parts. */
function versionFields(full: string): Json {
  const [, major = '0', minor = '0', release = '0', suffix = ''] =
    /^(\d+)\.(\d+)\.(\d+)(?:-(.*))?$/s.exec(full) ?? []
  return { major: Number(major), minor: Number(minor), release: Number(release), suffix, full }
}
