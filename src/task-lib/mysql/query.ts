import { randomBytes } from 'node:crypto'
import type { Json } from '../../authoring/plan.ts'
import type { Answer } from '../../shell/exchange.ts'
import { joinShell, type ShellText, sh } from '../../shell/quote.ts'
import { exactNumber } from '../sql/exact-number.ts'
import { outsideQuotes, withoutEnd } from '../sql/statement.ts'
import { mysqlProgram } from './client.ts'
import type { MysqlConnection } from './login.ts'
import { mysqlIdentifier, mysqlLiteral } from './quote.ts'
import { type MysqlRow, parseMysqlXml } from './xml.ts'

/** The result of a query. */
export interface MysqlResult {
  readonly rows: readonly Readonly<Record<string, Json>>[]
  /** Number of rows that were read or changed. */
  readonly count: number
}

/** Queries that run one after the other. */
export interface MysqlQueryRun {
  readonly queries: readonly string[]
  readonly database: string | undefined
  /** The kind of the transaction around all queries; `none` if there is no transaction. */
  readonly transaction: 'READ ONLY' | 'READ WRITE' | 'none'
}

/** Returns a script that runs queries, and a function that parses its output. */
export function mysqlQueryScript(
  connection: MysqlConnection,
  { queries, database, transaction }: MysqlQueryRun,
): { script: ShellText; read: (answer: Pick<Answer, 'stdout'>) => MysqlResult[] } {
  // The separators are random, so that no output of the server and no query can contain them.
  const token = `drover${randomBytes(12).toString('hex')}`
  // The client accepts a delimiter of at most 15 characters.
  const end = `e${randomBytes(7).toString('hex')}`
  const use = database === undefined ? [] : [`USE ${mysqlIdentifier(database)}`]
  const statements = [
    ...use,
    ...(transaction === 'none' ? [] : [`START TRANSACTION ${transaction}`]),
    ...queries.flatMap(query => [withoutEnd(query), `SELECT ROW_COUNT() AS ${token}`]),
    ...(transaction === 'none' ? [] : ['COMMIT']),
  ]
  const described = queries.filter(isDescribable)
  const types = [...use, ...described.flatMap(query => [`SELECT '${token}'`, typesQuery(query)])]
  const client = (words: readonly string[], each: readonly string[]): ShellText =>
    mysqlProgram(connection, {
      program: 'client',
      words: ['--batch', '--binary-mode', `--delimiter=${end}`, ...words],
      stdin: each.map(statement => `${statement}\n${end}\n`).join(''),
    })
  // The types are read first, because a query may remove the tables that it reads. Values of columns without a known
  // type are strings.
  const ofTypes = sh`(
${client(['--table', '--column-type-info', '--force'], types)}
) 2>/dev/null`
  return {
    script: joinShell([
      ...(described.length > 0 ? [ofTypes] : []),
      sh`echo; echo ${`${token}-results`}`,
      client(['--xml'], statements),
    ]),
    read: ({ stdout }) => readResults(stdout.toString(), token, queries),
  }
}

/** Returns a query for the types of another query's columns. It returns no rows. */
function typesQuery(query: string): string {
  return `SELECT * FROM (${withoutEnd(query)}\n) drover LIMIT 0`
}

/** Whether a query can be used as a subquery. */
function isDescribable(query: string): boolean {
  const plain = outsideQuotes(withoutEnd(query))
  return /^\s*\(*\s*(SELECT|WITH)\b/i.test(plain) && !/;|\bINTO\b|:=/i.test(plain)
}

function readResults(text: string, token: string, queries: readonly string[]): MysqlResult[] {
  const [described = '', printed = ''] = text.split(`\n${token}-results\n`)
  const types = described.split(`\`${token}\``).slice(1).map(readTypes)
  const results: MysqlResult[] = []
  let last: readonly MysqlRow[] = []
  let nthDescribed = 0
  for (const rows of parseMysqlXml(printed)) {
    const count = rows[0]?.[token]
    if (count === undefined) {
      last = rows
      continue
    }
    const isTyped = isDescribable(queries[results.length] ?? '')
    const ofColumns = isTyped ? types[nthDescribed] : undefined
    if (isTyped) nthDescribed += 1
    const touched = Number(count)
    results.push({
      rows: last.map(row => withTypes(row, ofColumns ?? new Map())),
      count: touched < 0 ? last.length : touched,
    })
    last = []
  }
  return results
}

/** Parses the output of `--column-type-info`. Source: `print_field_types` of client/mysql.cc. */
function readTypes(text: string): ReadonlyMap<string, string> {
  const fields = text.matchAll(/^Field +\d+: +`(.*?)`\n[\s\S]*?^Type: +(\w+)/gm)
  return new Map([...fields].map(([, name = '', type = '']) => [name, type]))
}

const NUMBERS = /^(TINY|SHORT|LONG|LONGLONG|INT24|YEAR|FLOAT|DOUBLE|DECIMAL|NEWDECIMAL)$/

function withTypes(row: MysqlRow, types: ReadonlyMap<string, string>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const isNumber = value !== null && NUMBERS.test(types.get(name) ?? '')
      return [name, isNumber ? exactNumber(value) : value]
    }),
  )
}

/**
 * Returns a value as an SQL constant that does not depend on `NO_BACKSLASH_ESCAPES`. A list becomes a list in
 * parentheses, for `IN`.
 */
export function mysqlValue(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `(${value.map(mysqlValue).join(', ')})`
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.includes('\\')
    ? `CONVERT(X'${Buffer.from(text).toString('hex')}' USING utf8mb4)`
    : mysqlLiteral(text)
}
