import { Float } from '../../base/float.ts'
import { OMIT } from '../../values/omit.ts'
import { Secret } from '../../values/secret.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import type { Calls } from './frame.ts'
import { Undefined } from './undefined.ts'

/** A tuple: a list that is written `(1, 2)`. */
export class Tuple extends Array<unknown> {
  // Methods such as `map` give lists.
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }
}

/** A tuple whose items have names too, such as the groups of `groupby`. */
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

/** Between two times: Python's `timedelta`. */
export class TimeSpan {
  readonly milliseconds: number

  constructor(milliseconds: number) {
    this.milliseconds = milliseconds
  }
}

/** A namespace, whose attributes `set` changes from within a loop. */
export class Namespace {
  readonly attributes = new Map<string, unknown>()
}

/** What templates can call: a macro, a global function, a bound method. */
export class Callable {
  readonly name: string
  readonly call: (given: Given, calls: Calls) => unknown
  /** What can be read of it, such as `caller` or `arguments` of a macro. */
  readonly attributes: Readonly<Record<string, unknown>>

  constructor(
    name: string,
    call: (given: Given, calls: Calls) => unknown,
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
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value === OMIT) return false
  // That of a lazy map is null.
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

export function isNumber(value: unknown): value is number | bigint | Float {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Float
}

export function isFloat(value: unknown): boolean {
  return value instanceof Float || (typeof value === 'number' && !Number.isInteger(value))
}

/** A number's amount; true is 1 and false 0, as in Python. */
export function amount(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (value instanceof Float) return value.value
  return typeof value === 'boolean' || typeof value === 'bigint' ? Number(value) : undefined
}

/** A whole number of any size; true is 1 and false 0. */
export function wholeOf(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value
  if (typeof value === 'boolean') return BigInt(value)
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : undefined
}

/** A whole number, as a number if it is exact. */
export function exact(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/** A value that may be used: throws UndefinedError for what does not exist, UnknownValueError for what is not known yet. */
export function used(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
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
