import type { Json } from '../../authoring/plan.ts'
import { parseFlag } from '../../base/flag.ts'
import { postgresIdentifier, postgresLiteral } from './quote.ts'

/** A setting of a server, from `pg_settings` and `pg_file_settings`. */
export interface ServerSetting {
  readonly name: string
  /** The value in the unit of the setting. */
  readonly setting: string
  /** The value as `SHOW` prints it. */
  readonly shown: string
  readonly unit: string | null
  /** When it can change: `postmaster` only when the server starts, `internal` never. */
  readonly context: string
  readonly vartype: 'bool' | 'enum' | 'integer' | 'real' | 'string'
  readonly boot_val: string | null
  /**
   * The value in the configuration files, which takes effect with the next reload or restart; null if they have none.
   */
  readonly in_files: string | null
  /** Whether `ALTER SYSTEM` has set it. */
  readonly is_altered: boolean
}

/** Returns the query for a setting. */
export function settingQuery(name: string): string {
  const inFiles = 'FROM pg_file_settings f WHERE lower(f.name) = lower(s.name)'
  return `SELECT row_to_json(d) FROM (SELECT s.name, s.setting, current_setting(s.name) AS shown, s.unit, s.context, s.vartype, s.boot_val,
  (SELECT f.setting ${inFiles} ORDER BY f.seqno DESC LIMIT 1) AS in_files,
  EXISTS (SELECT 1 ${inFiles} AND f.sourcefile LIKE '%postgresql.auto.conf') AS is_altered
  FROM pg_settings s WHERE lower(s.name) = lower(${postgresLiteral(name)})) d`
}

/** Settings whose values are lists. Source: `GUC_LIST_INPUT` in guc_tables.c, and pgAudit. */
const LISTS: ReadonlySet<string> = new Set([
  ...['createrole_self_grant', 'datestyle', 'debug_io_direct', 'listen_addresses', 'local_preload_libraries'],
  ...['log_destination', 'pgaudit.log', 'restrict_nonsystem_relation_kind', 'search_path'],
  ...['session_preload_libraries', 'shared_preload_libraries', 'synchronous_standby_names'],
  ...['temp_tablespaces', 'unix_socket_directories', 'wal_consistency_checking'],
])

/** Returns the statement that sets a value for the whole server; null resets the value that such a statement set. */
export function alterSystem({ name }: Pick<ServerSetting, 'name'>, value: string | null): string {
  const setting = name.split('.').map(postgresIdentifier).join('.')
  if (value === null) return `ALTER SYSTEM RESET ${setting}`
  const words = LISTS.has(name.toLowerCase()) && value.trim() !== '' ? itemsOf(value) : [value]
  return `ALTER SYSTEM SET ${setting} = ${words.map(postgresLiteral).join(', ')}`
}

/** Whether two spellings of a setting's value mean the same value. */
export function isSameSetting(of: ServerSetting, one: string | null, other: string): boolean {
  if (one === null) return false
  const [first, second] = [one, other].map(value => formOf(of, value))
  return first === second
}

/** Normalizes a value for comparison: numbers are in the smallest unit. */
function formOf({ name, vartype, unit }: ServerSetting, value: string): string {
  if (vartype === 'bool') return switchOf(value) ?? value
  if (vartype === 'enum') return value.toLowerCase()
  if (vartype === 'string') return LISTS.has(name.toLowerCase()) ? itemsOf(value).join(',') : value
  const amount = amountOf(withUnit(value), unit)
  return amount === undefined ? value : String(amount)
}

/** Additional spellings of booleans in PostgreSQL. */
const SHORT_FLAGS: Readonly<Record<string, boolean>> = {
  t: true,
  y: true,
  1: true,
  f: false,
  n: false,
  0: false,
}

function switchOf(value: string): string | undefined {
  const flag = parseFlag(value) ?? SHORT_FLAGS[value.toLowerCase()]
  return flag === undefined ? undefined : String(flag)
}

/** Splits a list into its items, without their quotes. */
function itemsOf(value: string): string[] {
  return value
    .split(',')
    .map(item =>
      item
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .replace(/^'(.*)'$/, '$1'),
    )
    .filter(item => item !== '')
}

/** The units of sizes in bytes, and of times in microseconds. Source: PostgreSQL, "Numeric with Unit". */
const UNITS: Readonly<Record<string, number>> = {
  ...{ B: 1, kB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 },
  ...{ us: 1, ms: 1e3, s: 1e6, min: 60 * 1e6, h: 60 * 60 * 1e6, d: 24 * 60 * 60 * 1e6 },
}

/** Returns a value with the unit of a size in PostgreSQL's spelling, even if the task writes it in lower case. */
export function withUnit(value: string): string {
  return value.replace(/^(\s*\d+)\s*(b|kb|mb|gb|tb)$/i, (_, digits, unit) => {
    const spelt = String(unit).toUpperCase()
    return `${digits}${spelt === 'KB' ? 'kB' : spelt}`
  })
}

/**
 * Converts a number with or without a unit to the smallest unit. `own` is the unit of the setting, which can include a
 * factor: `8kB`. Undefined if it is not a number.
 */
function amountOf(value: string, own: string | null): number | undefined {
  const [, number, given = ''] = /^\s*(-?\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*$/.exec(value) ?? []
  if (number === undefined) return undefined
  const [, count = '', unit = ''] = /^(\d*)([A-Za-z]+)$/.exec(own ?? '') ?? []
  const ofOwn = unit === '' ? 1 : Number(count || 1) * (UNITS[unit] ?? 1)
  const scale = given === '' ? ofOwn : UNITS[given]
  // A negative number is not an amount, but stands for a word such as `never`.
  if (scale === undefined) return undefined
  return Number(number) < 0 ? Number(number) : Number(number) * scale
}

/** Returns a value and its unit as Ansible's module shows them: settings in `kB` or `MB` are converted to bytes. */
export function rawValue(
  { unit }: ServerSetting,
  setting: string,
): { readonly value: Json; readonly unit: string | null } {
  if (unit !== 'kB' && unit !== 'MB') return { value: setting, unit }
  const amount = Number(setting)
  return { value: amount > 0 ? amount * (UNITS[unit] ?? 1) : setting, unit: 'b' }
}
