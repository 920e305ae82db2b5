import { unescapeXml } from '../../base/xml-text.ts'

/** A row of a result: the values by column name; null for SQL's NULL. */
export type MysqlRow = Readonly<Record<string, string | null>>

/**
 * Parses the output of `mysql --xml`: a list of rows for each statement that returns a result. Only four characters
 * are escaped in the output; other characters of a value, also line breaks, are unchanged. Source: `xmlencode_print`
 * of client/mysql.cc.
 */
export function parseMysqlXml(text: string): MysqlRow[][] {
  const results = [...text.matchAll(/<resultset statement="[^"]*"[^>]*>(.*?)<\/resultset>/gs)]
  return results.map(([, rows = '']) =>
    [...rows.matchAll(/<row>(.*?)<\/row>/gs)].map(([, fields = '']) => Object.fromEntries(fieldsOf(fields))),
  )
}

function fieldsOf(fields: string): [string, string | null][] {
  const found = fields.matchAll(/<field name="([^"]*)"(?: xsi:nil="true" \/>|>(.*?)<\/field>)/gs)
  return [...found].map(([, name = '', value]) => [
    unescapeXml(name),
    value === undefined ? null : unescapeXml(value),
  ])
}
