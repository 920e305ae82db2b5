import { Float } from '../../base/float.ts'
import { byCodePoint, pythonNumber } from './text.ts'

export interface JsonStyle {
  /** The number of spaces per level; if absent, everything is on one line. */
  readonly indent?: number | undefined
  readonly sortsKeys?: boolean
  /** Whether characters outside of ASCII are written as `\uXXXX`. */
  readonly isAscii?: boolean
  /** The separators between two items, and between a key and its value. */
  readonly separators?: readonly [string, string] | undefined
}

/**
 * Writes plain data as JSON as Python's `json.dumps` does: by default with a space after `,` and `:`, and in ASCII.
 */
export function pythonJson(
  value: unknown,
  { indent, sortsKeys = false, isAscii = true, separators }: JsonStyle = {},
): string {
  const [comma, colon] = separators ?? [indent === undefined ? ', ' : ',', ': ']
  const text = (part: string): string => {
    const quoted = JSON.stringify(part)
    return isAscii
      ? quoted.replace(/[\u007f-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      : quoted
  }
  const block = (
    parts: readonly string[],
    [open, close]: readonly [string, string],
    depth: number,
  ): string => {
    if (parts.length === 0) return `${open}${close}`
    if (indent === undefined) return `${open}${parts.join(comma)}${close}`
    const line = `\n${' '.repeat(indent * (depth + 1))}`
    return `${open}${line}${parts.join(`${comma}${line}`)}\n${' '.repeat(indent * depth)}${close}`
  }
  const write = (part: unknown, depth: number): string => {
    if (typeof part === 'string') return text(part)
    if (typeof part === 'number') return JSON_NUMBERS[pythonNumber(part)] ?? pythonNumber(part)
    if (part instanceof Float) return String(part)
    if (Array.isArray(part))
      return block(
        part.map(item => write(item, depth + 1)),
        ['[', ']'],
        depth,
      )
    if (typeof part !== 'object' || part === null) return String(part ?? null)
    const entries = Object.entries(part)
    if (sortsKeys) entries.sort(([one], [other]) => byCodePoint(one, other))
    const parts = entries.map(([key, item]) => `${text(key)}${colon}${write(item, depth + 1)}`)
    return block(parts, ['{', '}'], depth)
  }
  return write(value, 0)
}

const JSON_NUMBERS: Readonly<Record<string, string>> = { nan: 'NaN', inf: 'Infinity', '-inf': '-Infinity' }
