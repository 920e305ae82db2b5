import { Float } from '../../base/float.ts'
import { OMIT } from '../../values/omit.ts'
import { Secret } from '../../values/secret.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import type { Calls } from './frame.ts'
import { Undefined } from './undefined.ts'

/** A Python tuple, written `(1, 2)`. */
export class Tuple extends Array<unknown> {
  // Methods such as `map` return plain arrays.
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }
}

/** A tuple whose items also have names, such as the groups that `groupby` returns. */
export class NamedTuple extends Tuple {
  names: readonly string[] = []

  static named(names: readonly string[], items: readonly unknown[]): NamedTuple {
    const made = new NamedTuple()
    made.push(...items)
    made.names = names
    return made
  }
}

export function tuple(...items: readonly unknown[]): Tuple {
  const made = new Tuple()
  for (const item of items) made.push(item)
  return made
}

/** The difference of two times, as Python's `timedelta`. */
export class TimeSpan {
  readonly milliseconds: number

  constructor(milliseconds: number) {
    this.milliseconds = milliseconds
  }
}

/** The result of `namespace()`. `set` can change its attributes from within a loop. */
export class Namespace {
  readonly attributes = new Map<string, unknown>()
}

/** A value that templates can call: a macro, a global function, or a bound method. */
export class Callable {
  readonly name: string
  readonly call: (given: ArgumentValues, calls: Calls) => unknown
  /** The attributes that templates can read, such as `caller` and `arguments` of a macro. */
  readonly attributes: Readonly<Record<string, unknown>>

  constructor(
    name: string,
    call: (given: ArgumentValues, calls: Calls) => unknown,
    attributes: Readonly<Record<string, unknown>> = {},
  ) {
    this.name = name
    this.call = call
    this.attributes = attributes
  }
}

/** The arguments of a call. */
export interface ArgumentValues {
  readonly positional: readonly unknown[]
  readonly named: ReadonlyMap<string, unknown>
}

export type Dict = Record<string, unknown>

export function isDict(value: unknown): value is Dict {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value === OMIT) return false
  // Lazy maps have the prototype null.
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

export function isNumber(value: unknown): value is number | bigint | Float {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Float
}

export function isFloat(value: unknown): boolean {
  return value instanceof Float || (typeof value === 'number' && !Number.isInteger(value))
}

/**
 * Returns the amount of a number; true counts as 1 and false as 0, as in Python. Returns undefined for other
 * values.
 */
export function amount(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (value instanceof Float) return value.value
  return typeof value === 'boolean' || typeof value === 'bigint' ? Number(value) : undefined
}

/** Returns a whole number of any size; true counts as 1 and false as 0. Returns undefined for other values. */
export function wholeOf(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value
  if (typeof value === 'boolean') return BigInt(value)
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : undefined
}

/** Returns a whole number as a JavaScript number if that is exact, otherwise as a bigint. */
export function exact(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/**
 * Returns the value for use, with secrets revealed. Throws UndefinedError for a value that does not exist and
 * UnknownValueError for one that is not known yet.
 */
export function used(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Undefined) return value.isEmpty ? '' : value.fail()
  if (value instanceof Unknown) throw new UnknownValueError(value)
  return value instanceof Secret ? value.reveal() : value
}

/** Returns Python's name for the type of a value. */
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
