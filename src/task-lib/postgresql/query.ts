import { randomBytes } from 'node:crypto'
import type { Json } from '../../authoring/plan.ts'
import type { Answer } from '../../shell/exchange.ts'
import { withHereDocuments } from '../../shell/here-documents.ts'
import { type ShellText, sh } from '../../shell/quote.ts'
import { exactNumber } from '../sql/exact-number.ts'
import { outsideQuotes, withoutEnd } from '../sql/statement.ts'
import type { PostgresConnection } from './login.ts'
import { withPostgres } from './psql.ts'
import { postgresIdentifier, postgresLiteral } from './quote.ts'

/** The result of a query. */
export interface QueryResult {
  /** Null if the statement returns no rows. */
  readonly rows: readonly Readonly<Record<string, Json>>[] | null
  readonly count: number
  /** The command tag of the server, such as `INSERT 0 2`. */
  readonly status: string
}

/** Queries to run one after the other. */
export interface QueryRun {
  readonly queries: readonly string[]
  readonly searchPath: readonly string[]
  /** With `none`, each query is committed on its own. */
  readonly transaction: 'read only' | 'read write' | 'none'
}

/** Returns a script that runs queries with psql, and the function that parses its output. */
export function queryScript(
  connection: PostgresConnection,
  { queries, searchPath, transaction }: QueryRun,
): { script: ShellText; read: (answer: Pick<Answer, 'stdout'>) => QueryResult[] } {
  // With a random token, no output of the server can be mistaken for a separator.
  const token = randomBytes(12).toString('hex')
  const [field, none, mark] = [`${token}-field`, `${token}-null`, `${token}-part`]
  const { role } = connection
  const lines = [
    ...[
      '\\set SHOW_ALL_RESULTS off',
      '\\pset footer off',
      `\\pset null '${none}'`,
      `\\pset fieldsep '${field}'`,
      '\\pset recordsep_zero',
    ],
    ...(role === undefined ? [] : [`SET ROLE ${postgresIdentifier(role)};`]),
    ...(searchPath.length === 0
      ? []
      : [`SET search_path TO ${searchPath.map(postgresIdentifier).join(', ')};`]),
    ...(transaction === 'none' ? [] : [`BEGIN ${transaction};`]),
    ...queries.flatMap(query => queryLines(query, mark, transaction !== 'none')),
    ...(transaction === 'none' ? [] : ['COMMIT;']),
  ]
  const psql = sh`psql -X -q -A -v ON_ERROR_STOP=1 -v VERBOSITY=verbose`
  const document = { descriptor: 0, text: `${lines.join('\n')}\n` }
  return {
    script: withPostgres(connection, 'psql', withHereDocuments(psql, [document])),
    read: ({ stdout }) => readResults(stdout.toString(), { field, none, mark }),
  }
}

/**
 * Returns the psql input for one query. First, `\gdesc` prints the column types, by which the values are parsed. Then
 * the query is sent as the result of another query (`\gexec`), which psql runs without parsing it, so that nothing in
 * it is read as a variable or command of psql.
 */
function queryLines(query: string, mark: string, isInTransaction: boolean): string[] {
  const statement = withoutEnd(query)
  const types = isDescribable(statement)
    ? [
        ...['\\set ON_ERROR_STOP off', ...(isInTransaction ? ['SAVEPOINT drover;'] : [])],
        ...[
          statement,
          '\\gdesc',
          ...(isInTransaction ? ['ROLLBACK TO drover;'] : []),
          '\\set ON_ERROR_STOP on',
        ],
      ]
    : []
  const hex = postgresLiteral(Buffer.from(query).toString('hex'))
  return [
    ...[`\\echo ${mark}`, ...types, `\\echo ${mark}`, '\\set QUIET off'],
    ...[`SELECT convert_from(decode(${hex}, 'hex'), 'UTF8') \\gexec`, '\\set QUIET on', `\\echo ${mark}`],
  ]
}

/**
 * Whether psql would parse a statement as the server does: it is a single one, without anything that psql reads as its
 * own variables or commands.
 */
function isDescribable(statement: string): boolean {
  const plain = outsideQuotes(statement)
  return plain.trim() !== '' && !/[;\\]/.test(plain) && !/(^|[^:]):['"A-Za-z_]/.test(plain)
}

interface Marks {
  readonly field: string
  readonly none: string
  readonly mark: string
}

function readResults(text: string, marks: Marks): QueryResult[] {
  const parts = text.split(marks.mark)
  const results: QueryResult[] = []
  for (let at = 1; at + 2 < parts.length; at += 3)
    results.push(readResult(parts[at] ?? '', parts[at + 1] ?? '', marks))
  return results
}

function readResult(described: string, printed: string, marks: Marks): QueryResult {
  const types = new Map(
    recordsOf(described, marks)
      .slice(1)
      .map(([name, type]) => [name ?? '', type ?? ''] as const),
  )
  const [header, ...records] = recordsOf(printed, marks)
  // The command tag follows the rows; psql prints none for a statement that only reads.
  const tag = (printed.split('\0').at(-1) ?? '').trim()
  if (header === undefined) return { rows: null, count: Number(/ (\d+)$/.exec(tag)?.[1] ?? 0), status: tag }
  const rows = records.map(record =>
    Object.fromEntries(
      header.map((name, nth) => [name, valueIn(record[nth] ?? '', types.get(name), marks.none)]),
    ),
  )
  return { rows, count: rows.length, status: tag || `SELECT ${rows.length}` }
}

function recordsOf(text: string, { field }: Marks): string[][] {
  return text
    .replace(/^\n/, '')
    .split('\0')
    .slice(0, -1)
    .map(record => record.split(field))
}

/**
 * Converts a value by its type, as Ansible's module does: numbers, booleans and JSON to their JSON values, everything
 * else to a string.
 */
function valueIn(text: string, type = 'text', none: string): Json {
  if (text === none) return null
  if (type === 'boolean') return text === 't'
  if (type === 'json' || type === 'jsonb') return JSON.parse(text) as Json
  if (!/^(smallint|integer|bigint|oid|numeric|real|double precision)\b(?!.*\[\])/.test(type)) {
    // The form in which Python writes a time.
    return /^timestamp/.test(type) ? text.replace(' ', 'T') : text
  }
  return exactNumber(text)
}

/** Formats a query argument as an SQL constant. A list becomes an array, an object becomes JSON. */
export function postgresValue(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return postgresLiteral(arrayText(value))
  return postgresLiteral(typeof value === 'object' ? JSON.stringify(value) : String(value))
}

/** Formats a list as an array literal. Source: PostgreSQL, "Array Input and Output Syntax". */
function arrayText(values: readonly unknown[]): string {
  const texts = values.map(value => {
    if (value === null || value === undefined) return 'NULL'
    if (Array.isArray(value)) return arrayText(value)
    return `"${String(value).replace(/["\\]/g, '\\$&')}"`
  })
  return `{${texts.join(',')}}`
}
