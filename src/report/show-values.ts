import { stringify } from 'yaml'
import { escapeControl, escapeControlInLine } from '../base/escape-control.ts'

/** A value as YAML for a person to read; nothing in it can control a terminal. */
export function showYaml(value: unknown): string {
  return escapeControl(stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })).trimEnd()
}

/** A value in one line: text as it is, everything else as JSON. */
export function showInLine(value: unknown): string {
  return escapeControlInLine(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null'))
}

/** Rows with their columns aligned, the last as wide as it is. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  return rows.map(row =>
    row
      .map((cell, column) => (column < row.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell))
      .join('  ')
      .trimEnd(),
  )
}
