import { isLazy } from '../../values/lazy.ts'
import { OMIT } from '../../values/omit.ts'
import { Secret } from '../../values/secret.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import { JinjaError, UndefinedError } from './fault.ts'

/** A float without a fraction: Python tells `2.0` from `2`, JavaScript does not. Every other number stands for itself. */
export class Float {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }

  valueOf(): number {
    return this.value
  }

  toJSON(): number {
    return this.value
  }
}

/** A tuple: a list that is written `(1, 2)`. */
export class Tuple extends Array<unknown> {
  // Methods such as `map` give lists.
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }
}

export function tuple(...items: readonly unknown[]): Tuple {
  const made = new Tuple()
  made.push(...items)
  return made
}

/** A value that does not exist. Its attributes do not exist either; any use but a test or `default` throws UndefinedError. */
export class Undefined {
  readonly message: string
  readonly hint: string | undefined
  /** Where it was met. */
  readonly at: number | undefined
  /** True for what an inline `if` without `else` gives: it may be used, and is empty. */
  readonly isEmpty: boolean = false

  constructor(message: string, at?: number, hint?: string) {
    this.message = message
    this.at = at
    this.hint = hint
  }

  fail(): never {
    throw new UndefinedError(this.message, this.at, this.hint)
  }
}

/** What an inline `if` without `else` gives if it is false: Jinja writes nothing for it, strict or not. */
export class EmptyUndefined extends Undefined {
  override readonly isEmpty = true
}

/** A namespace, whose attributes `set` changes from within a loop. */
export class Namespace {
  readonly attributes = new Map<string, unknown>()
}

/** What templates can call: a macro, a global function, a bound method. */
export class Callable {
  readonly name: string
  readonly call: (given: Given) => unknown
  /** What can be read of it, such as `caller` or `arguments` of a macro. */
  readonly attributes: Readonly<Record<string, unknown>>

  constructor(
    name: string,
    call: (given: Given) => unknown,
    attributes: Readonly<Record<string, unknown>> = {},
  ) {
    this.name = name
    this.call = call
    this.attributes = attributes
  }
}

/** What a callable is given. */
export interface Given {
  readonly positional: readonly unknown[]
  readonly named: ReadonlyMap<string, unknown>
}

export type Dict = Record<string, unknown>

export function isDict(value: unknown): value is Dict {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  if (isLazy(value)) return true
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

export function isNumber(value: unknown): value is number | Float {
  return typeof value === 'number' || value instanceof Float
}

export function isFloat(value: unknown): boolean {
  return value instanceof Float || (typeof value === 'number' && !Number.isInteger(value))
}

/** A number's amount; true is 1 and false 0, as in Python. */
export function amount(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (value instanceof Float) return value.value
  return typeof value === 'boolean' ? Number(value) : undefined
}

/** A float of this amount. */
export function float(value: number): number | Float {
  return Number.isInteger(value) ? new Float(value) : value
}

/** A value that may be used: throws UndefinedError for what does not exist, UnknownValueError for what is not known yet. */
export function used(value: unknown): unknown {
  if (value instanceof Undefined) return value.isEmpty ? '' : value.fail()
  if (value instanceof Unknown) throw new UnknownValueError(value)
  return value instanceof Secret ? value.reveal() : value
}

/** Python's name of a value's type. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType'
  if (typeof value === 'string' || value instanceof Secret) return 'str'
  if (typeof value === 'boolean') return 'bool'
  if (isNumber(value) || typeof value === 'bigint') return isFloat(value) ? 'float' : 'int'
  if (value instanceof Tuple) return 'tuple'
  if (Array.isArray(value)) return 'list'
  if (value instanceof Date) return 'datetime'
  if (value instanceof Undefined) return 'AnsibleUndefined'
  if (value instanceof Callable) return 'function'
  return value instanceof Namespace ? 'Namespace' : 'dict'
}

/** Python's `bool(value)`. */
export function isTruthy(given: unknown): boolean {
  const value = used(given)
  if (value === null || value === undefined || value === false || value === '') return false
  if (value === true) return true
  const number = amount(value)
  if (number !== undefined) return number !== 0
  if (Array.isArray(value)) return value.length > 0
  if (isDict(value)) return Object.keys(value).length > 0
  return true
}

/** Python's `==`. */
export function isEqual(left: unknown, right: unknown): boolean {
  const [one, other] = [used(left), used(right)]
  if (one === other) return true
  const [a, b] = [amount(one), amount(other)]
  if (a !== undefined && b !== undefined) return a === b
  if (one instanceof Date && other instanceof Date) return one.getTime() === other.getTime()
  if (Array.isArray(one) && Array.isArray(other)) {
    if (one instanceof Tuple !== other instanceof Tuple || one.length !== other.length) return false
    return one.every((item, index) => isEqual(item, other[index]))
  }
  if (!isDict(one) || !isDict(other)) return false
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length &&
    keys.every(key => Object.hasOwn(other, key) && isEqual(one[key], other[key]))
  )
}

/** Below zero where `left` is smaller. Throws JinjaError for values that have no order. */
export function compareValues(left: unknown, right: unknown): number {
  const [one, other] = [used(left), used(right)]
  const [a, b] = [amount(one), amount(other)]
  if (a !== undefined && b !== undefined) return a - b
  if (typeof one === 'string' && typeof other === 'string') return compareText(one, other)
  if (one instanceof Date && other instanceof Date) return one.getTime() - other.getTime()
  if (Array.isArray(one) && Array.isArray(other)) {
    for (let index = 0; index < Math.min(one.length, other.length); index += 1) {
      if (!isEqual(one[index], other[index])) return compareValues(one[index], other[index])
    }
    return one.length - other.length
  }
  throw new JinjaError(`${describe(one)} and ${describe(other)} have no order`)
}

/** By code points, as Python compares text; JavaScript's `<` compares UTF-16 units. */
function compareText(left: string, right: string): number {
  if (left === right) return 0
  const [one, other] = [[...left], [...right]]
  for (let index = 0; index < Math.min(one.length, other.length); index += 1) {
    const difference = (one[index]?.codePointAt(0) ?? 0) - (other[index]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return one.length - other.length
}

/** Python's `needle in haystack`. */
export function isIn(needle: unknown, haystack: unknown): boolean {
  const [item, all] = [used(needle), used(haystack)]
  if (typeof all === 'string') {
    if (typeof item === 'string') return all.includes(item)
    throw new JinjaError(`\`in\` a string needs a string on its left, got ${describe(item)}`)
  }
  if (Array.isArray(all)) return all.some(other => isEqual(item, other))
  if (isDict(all)) return Object.hasOwn(all, String(keyOf(item)))
  throw new JinjaError(`\`in\` needs a list, a dict or a string on its right, got ${describe(all)}`)
}

/** The key of a dict that a value is: JSON and YAML have texts alone. */
export function keyOf(value: unknown): string | undefined {
  const key = used(value)
  if (typeof key === 'string') return key
  return key === null || typeof key === 'boolean' || isNumber(key) ? toText(key) : undefined
}

/** The items that a loop goes through: of a dict its keys, of a string its characters. Throws JinjaError. */
export function iterate(given: unknown): unknown[] {
  const value = used(given)
  if (Array.isArray(value)) return value
  if (typeof value === 'string') return [...value]
  if (isDict(value)) return Object.keys(value)
  throw new JinjaError(
    `${describe(value)} is not a list`,
    undefined,
    'a loop goes through a list, a dict or a string',
  )
}

/** A value in a message: `the number 1`. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return '`None`'
  if (Array.isArray(value)) return value instanceof Tuple ? 'a tuple' : 'a list'
  if (isDict(value)) return 'a dict'
  if (typeof value === 'string')
    return `the string \`${value.length > 40 ? `${value.slice(0, 40)}…` : value}\``
  if (isNumber(value)) return `the number \`${toText(value)}\``
  return typeof value === 'boolean' ? `\`${toText(value)}\`` : `a value of type \`${typeName(value)}\``
}

/** Python's `str(value)`. */
export function toText(given: unknown): string {
  const value = used(given)
  return typeof value === 'string' ? value : toRepr(value)
}

/** Python's `repr(value)`. */
export function toRepr(given: unknown): string {
  const value = used(given)
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'string') return reprOfText(value)
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number' || value instanceof Float) return textOfNumber(value)
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Tuple) {
    const items = value.map(toRepr)
    return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`
  }
  if (Array.isArray(value)) return `[${value.map(toRepr).join(', ')}]`
  if (value instanceof Date) return textOfDate(value)
  if (value instanceof Namespace) return `<Namespace ${toRepr(Object.fromEntries(value.attributes))}>`
  if (value instanceof Callable) return `<function ${value.name}>`
  if (value === OMIT) {
    throw new JinjaError(
      '`omit` leaves out a whole value and has no text',
      undefined,
      "write `default('')` in a text",
    )
  }
  if (ArrayBuffer.isView(value))
    return reprOfBytes(Buffer.from(value.buffer, value.byteOffset, value.byteLength))
  const entries = Object.entries(value as Dict).map(([key, part]) => `${reprOfText(key)}: ${toRepr(part)}`)
  return `{${entries.join(', ')}}`
}

function textOfNumber(value: number | Float): string {
  const amount = value instanceof Float ? value.value : value
  if (Number.isNaN(amount)) return 'nan'
  if (!Number.isFinite(amount)) return amount > 0 ? 'inf' : '-inf'
  if (!isFloat(value)) return BigInt(amount).toString()
  const size = Math.abs(amount)
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    return amount.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
  }
  const text = String(amount)
  return text.includes('.') ? text : `${text}.0`
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

function textOfDate(date: Date): string {
  const [day, time = ''] = date.toISOString().split('T')
  const [seconds = '', fraction = ''] = time.replace('Z', '').split('.')
  return `${day} ${seconds}${Number(fraction) === 0 ? '' : `.${fraction.padEnd(6, '0')}`}`
}

/** A value as plain data for the rest of Drover: tuples are lists, floats numbers; what does not exist throws. */
export function toPlain(given: unknown): unknown {
  const value = used(given)
  if (value instanceof Float) return value.value
  if (value instanceof Namespace) return toPlain(Object.fromEntries(value.attributes))
  if (value instanceof Callable || value instanceof Date) return toText(value)
  if (Array.isArray(value)) {
    const items = value.filter(item => item !== OMIT).map(toPlain)
    const isSame =
      !(value instanceof Tuple) &&
      items.length === value.length &&
      items.every((item, at) => item === value[at])
    return isSame ? value : items
  }
  if (!isDict(value) || isLazy(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => (part === OMIT ? [] : [[key, toPlain(part)]])),
  )
}
