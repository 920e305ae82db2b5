import { Float } from '../base/float.ts'
import { InputError } from '../errors.ts'
import { PendingValueError } from '../values/deferred.ts'
import { isLazy } from '../values/lazy.ts'
import { OMIT } from '../values/omit.ts'
import { isHidden, isMap } from '../values/plain.ts'
import { Secret } from '../values/secret.ts'
import { Unknown, UnknownValueError } from '../values/unknown.ts'

/** The CEL type of lazy maps, whose values are computed only when an expression reads them. */
export class LazyMap {}

/** A prefix for variables whose names CEL would take for a type. No name of a variable can begin with it. */
export const VARIABLE = '$'

/**
 * The key under which the context has a function that returns whether a variable exists, without computing its
 * value.
 */
export const HAS = Symbol('has')

/** The key under which the context has the original variables and the function that records missing values. */
export const OUTSIDE = Symbol('outside')

export interface Outside {
  readonly variables: Readonly<Record<string, unknown>>
  readonly recordUnresolved: RecordUnresolved
}

/** The first pending and the first unknown value that an expression read, even if it then continued without them. */
export interface UnresolvedReads {
  pending?: PendingValueError
  unknown?: UnknownValueError
}

/**
 * Returns variables as CEL reads them: secrets as text, lists and maps converted only when the expression reads into
 * them. An unknown value or a faulty variable thus affects only expressions that read it. The first pending and the
 * first unknown value are recorded in `unresolved`.
 */
export function celContext(
  variables: Readonly<Record<string, unknown>>,
  unresolved: UnresolvedReads,
): Record<string, unknown> {
  const recordUnresolved: RecordUnresolved = work => {
    try {
      return work()
    } catch (error) {
      if (error instanceof PendingValueError) unresolved.pending ??= error
      if (error instanceof UnknownValueError) unresolved.unknown ??= error
      throw error
    }
  }
  const has = (name: string): boolean => recordUnresolved(() => Object.hasOwn(variables, name))
  return new Proxy(Object.create(null) as Record<string, unknown>, {
    get: (_, key) => {
      if (key === HAS) return has
      if (key === OUTSIDE) return { variables, recordUnresolved } satisfies Outside
      if (typeof key !== 'string') return undefined
      const name = key.startsWith(VARIABLE) ? key.slice(VARIABLE.length) : key
      return has(name) ? recordUnresolved(() => toCel(variables[name], recordUnresolved)) : undefined
    },
  })
}

/** Whether the context has a variable of that name. Does not compute its value. */
export function isThere(context: Readonly<Record<string, unknown>>, name: string): boolean {
  const has = (context as { readonly [HAS]: (name: string) => boolean })[HAS]
  return has(name)
}

/** Runs `work`; if it throws because a value does not exist yet, records the error and rethrows it. */
type RecordUnresolved = <T>(work: () => T) => T

/**
 * Converts a result to plain data: whole numbers to numbers, durations and timestamps to text, absent values to
 * null. Items and keys that are `omit` are left out.
 */
export function fromCel(value: unknown): unknown {
  if (typeof value === 'bigint') return wholeNumber(value)
  if (typeof value !== 'object' || value === null) return value
  const original = (value as Record<symbol, unknown>)[ORIGINAL]
  if (original !== undefined) return original
  if (value === OMIT || value instanceof Float) return value
  if (Array.isArray(value)) return value.map(fromCel).filter(isKept)
  if (value instanceof Uint8Array) return Buffer.from(value).toString()
  if (value instanceof Date) return value.toISOString()
  if (isOptional(value)) return value.hasValue() ? fromCel(value.value()) : null
  const type = value.constructor as unknown
  if (type !== undefined && type !== Object) return String(value)
  const entries = Object.entries(value).map(([key, part]) => [key, fromCel(part)] as const)
  return Object.fromEntries(entries.filter(([, part]) => isKept(part)))
}

function isKept(value: unknown): boolean {
  return value !== OMIT
}

/**
 * Whether a value is a map that the expression itself created, by `{"a": 1}` or by a function, rather than one from
 * a variable.
 */
export function isOwnMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return isMap(value) && (value as Record<symbol, unknown>)[ORIGINAL] === undefined
}

const ORIGINAL = Symbol('original')

/** Converts a value for CEL. Throws UnknownValueError for an unknown. */
export function toCel(value: unknown, recordUnresolved: RecordUnresolved): unknown {
  if (value instanceof Unknown) throw new UnknownValueError(value)
  if (value instanceof Secret) return value.reveal()
  if (value instanceof Float) return value.value
  if (Array.isArray(value)) return listView(value, recordUnresolved)
  if (isMap(value)) return mapView(value, recordUnresolved)
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  return value === undefined || typeof value === 'function' || typeof value === 'symbol' ? null : value
}

/** Returns a real array, which CEL requires. Its items are converted when they are read. */
function listView(items: readonly unknown[], recordUnresolved: RecordUnresolved): unknown[] {
  const view: unknown[] = new Array(items.length)
  for (const index of items.keys()) {
    Object.defineProperty(view, index, {
      get: () => recordUnresolved(() => toCel(items[index], recordUnresolved)),
      enumerable: true,
      configurable: true,
    })
  }
  Object.defineProperty(view, ORIGINAL, { value: items })
  return view
}

function mapView(source: Readonly<Record<string, unknown>>, recordUnresolved: RecordUnresolved): object {
  const type = isLazy(source) ? LazyMap : undefined
  // safety: a path in an expression cannot reach a prototype
  const isOwn = (key: string | symbol): key is string =>
    typeof key === 'string' && recordUnresolved(() => Object.hasOwn(source, key))
  return new Proxy(Object.create(null) as object, {
    get: (_, key) => {
      if (key === ORIGINAL) return source
      // CEL detects the type by this key; only a template can read a key of that name.
      if (key === 'constructor') return type
      return isOwn(key) ? recordUnresolved(() => toCel(source[key], recordUnresolved)) : undefined
    },
    has: (_, key) => isOwn(key),
    ownKeys: () => recordUnresolved(() => Object.keys(source)),
    getOwnPropertyDescriptor: (_, key) => {
      return isOwn(key)
        ? {
            get: () => recordUnresolved(() => toCel(source[key], recordUnresolved)),
            enumerable: !isHidden(source, key),
            configurable: true,
          }
        : undefined
    },
  })
}

function wholeNumber(value: bigint): number {
  const number = Number(value)
  if (Number.isSafeInteger(number)) return number
  throw new InputError(`\`${value}\` is too large for an exact number`, {
    hint: 'convert it to text with `string()`',
  })
}

interface OptionalLike {
  readonly hasValue: () => boolean
  readonly value: () => unknown
}

function isOptional(value: object): value is OptionalLike {
  return 'hasValue' in value && typeof value.hasValue === 'function'
}
