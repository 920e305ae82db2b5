import { Float, floatText } from '../../base/float.ts'
import { OMIT } from '../../values/omit.ts'
import type { Expression } from './ast.ts'
import { textOfDate, textOfSpan } from './dates.ts'
import { JinjaError } from './error.ts'
import {
  Callable,
  type Dict,
  isDict,
  isNumber,
  Namespace,
  TimeSpan,
  Tuple,
  typeName,
  used,
} from './values.ts'

/** Describes a value for an error message: `the number 1`. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return '`None`'
  if (Array.isArray(value)) return value instanceof Tuple ? 'a tuple' : 'a list'
  if (isDict(value)) return 'a dict'
  if (typeof value === 'string')
    return `the string \`${value.length > 40 ? `${value.slice(0, 40)}…` : value}\``
  if (isNumber(value)) return `the number \`${toText(value)}\``
  return typeof value === 'boolean' ? `\`${toText(value)}\`` : `a value of type \`${typeName(value)}\``
}

/** Returns Python's `str(value)`. */
export function toText(given: unknown): string {
  if (typeof given === 'string') return given
  const value = used(given)
  return typeof value === 'string' ? value : toRepr(value)
}

/** Returns Python's `repr(value)`. */
export function toRepr(given: unknown): string {
  const value = used(given)
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'string') return reprOfText(value)
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (isNumber(value)) return textOfNumber(value)
  if (value instanceof Tuple) {
    const items = value.map(toRepr)
    return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`
  }
  if (Array.isArray(value)) return `[${value.map(toRepr).join(', ')}]`
  if (value instanceof Date) return textOfDate(value)
  if (value instanceof TimeSpan) return textOfSpan(value)
  if (value instanceof Namespace) return `<Namespace ${toRepr(Object.fromEntries(value.attributes))}>`
  if (value instanceof Callable) return `<function ${value.name}>`
  if (value === OMIT) {
    throw new JinjaError('`omit` removes a whole value and cannot be part of a text', {
      hint: "write `default('')` in a text",
    })
  }
  if (ArrayBuffer.isView(value))
    return reprOfBytes(Buffer.from(value.buffer, value.byteOffset, value.byteLength))
  const entries = Object.entries(value as Dict).map(([key, part]) => `${reprOfText(key)}: ${toRepr(part)}`)
  return `{${entries.join(', ')}}`
}

function textOfNumber(value: number | bigint | Float): string {
  if (value instanceof Float) return String(value)
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value)
  return Number.isInteger(value) ? BigInt(value).toString() : floatText(value)
}

function reprOfText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const escaped = text.replace(/[\\'"\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu, character => {
    if (character === quote || character === '\\') return `\\${character}`
    if (character === '"' || character === "'") return character
    return NAMED_ESCAPES[character] ?? escapeOf(character.codePointAt(0) ?? 0)
  })
  return `${quote}${escaped}${quote}`
}

const NAMED_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r' }

function escapeOf(code: number): string {
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`
  return code <= 0xffff
    ? `\\u${code.toString(16).padStart(4, '0')}`
    : `\\U${code.toString(16).padStart(8, '0')}`
}

function reprOfBytes(bytes: Buffer): string {
  const text = [...bytes].map(byte => {
    const character = String.fromCharCode(byte)
    if (character === "'" || character === '\\') return `\\${character}`
    return NAMED_ESCAPES[character] ?? (byte >= 32 && byte < 127 ? character : escapeOf(byte))
  })
  return `b'${text.join('')}'`
}

/**
 * Returns the source of a path for messages, such as `host.name`; undefined for an expression that is not a
 * path.
 */
export function pathOf(node: Expression): string | undefined {
  if (node.type === 'name') return node.name
  if (node.type === 'attribute') {
    const path = pathOf(node.target)
    return path && `${path}.${node.name}`
  }
  if (node.type !== 'item' || node.key.type !== 'literal') return undefined
  const path = pathOf(node.target)
  const { value } = node.key
  return path && `${path}[${typeof value === 'string' ? `'${value}'` : toText(value)}]`
}
