import { type ScalarTag, stringify } from 'yaml'
import { escapeControl, escapeControlInLine } from '../base/escape-control.ts'
import { Float } from '../base/float.ts'
import { floatJson } from '../base/float-json.ts'

/** Returns a value as YAML for people; characters that could control a terminal are escaped. */
export function showYaml(value: unknown): string {
  const options = { lineWidth: 0, aliasDuplicateObjects: false, customTags: [FLOAT] }
  return escapeControl(stringify(value, options)).trimEnd()
}

const FLOAT: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: value => value instanceof Float,
  stringify: ({ value }) => String(value),
  resolve: text => text,
}

/** Returns a value in one line: a string as it is, everything else as JSON. */
export function showInLine(value: unknown): string {
  return escapeControlInLine(typeof value === 'string' ? value : floatJson(value))
}

/** Returns rows with aligned columns; the last column is not padded. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  return rows.map(row =>
    row
      .map((cell, column) => (column < row.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell))
      .join('  ')
      .trimEnd(),
  )
}
