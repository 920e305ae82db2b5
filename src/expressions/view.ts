import { Float } from '../base/float.ts'
import { InputError } from '../errors.ts'
import { PendingValueError } from '../values/deferred.ts'
import { isLazy } from '../values/lazy.ts'
import { OMIT } from '../values/omit.ts'
import { isHidden, isMap } from '../values/plain.ts'
import { Secret } from '../values/secret.ts'
import { Unknown, UnknownValueError } from '../values/unknown.ts'

/** The type of lazy maps in CEL: unlike a map's, its values are made only when an expression asks for them. */
export class LazyMap {}

/** A prefix for names that CEL would take for a type; no name can begin with it. */
export const VARIABLE = '$'

/** Returns whether a variable of that name exists, without computing its value. */
export const HAS = Symbol('has')

/** Returns the variables as they are outside of CEL, and what notes values that do not exist yet. */
export const OUTSIDE = Symbol('outside')

export interface Outside {
  readonly variables: Readonly<Record<string, unknown>>
  readonly noting: Noting
}

/** The first values that had none yet of those that an expression read, also if it then went on without them. */
export interface Met {
  pending?: PendingValueError
  unknown?: UnknownValueError
}

/**
 * Variables as CEL sees them: secrets as text, lists and maps converted as an expression goes into them, so that an
 * unknown, or a variable with a mistake, matters only to an expression that reads it. What had no value yet is noted in `met`.
 */
export function celContext(variables: Readonly<Record<string, unknown>>, met: Met): Record<string, unknown> {
  const noting: Noting = work => {
    try {
      return work()
    } catch (error) {
      if (error instanceof PendingValueError) met.pending ??= error
      if (error instanceof UnknownValueError) met.unknown ??= error
      throw error
    }
  }
  const has = (name: string): boolean => noting(() => Object.hasOwn(variables, name))
  return new Proxy(Object.create(null) as Record<string, unknown>, {
    get: (_, key) => {
      if (key === HAS) return has
      if (key === OUTSIDE) return { variables, noting } satisfies Outside
      if (typeof key !== 'string') return undefined
      const name = key.startsWith(VARIABLE) ? key.slice(VARIABLE.length) : key
      return has(name) ? noting(() => toCel(variables[name], noting)) : undefined
    },
  })
}

/** Whether the context has a variable of that name, without making its value. */
export function isThere(context: Readonly<Record<string, unknown>>, name: string): boolean {
  const has = (context as { readonly [HAS]: (name: string) => boolean })[HAS]
  return has(name)
}

/** Does something that may meet a value which has none yet, and notes it. */
type Noting = <T>(work: () => T) => T

/** A result as plain data: whole numbers as numbers, durations and timestamps as text, what was absent as null, what is `omit` left out. */
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

/** Whether a value is a map that the expression itself made: `{"a": 1}`, or what a function gave. */
export function isOwnMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return isMap(value) && (value as Record<symbol, unknown>)[ORIGINAL] === undefined
}

const ORIGINAL = Symbol('original')

/** A value as an expression sees it. Throws UnknownValueError for an unknown. */
export function toCel(value: unknown, noting: Noting): unknown {
  if (value instanceof Unknown) throw new UnknownValueError(value)
  if (value instanceof Secret) return value.reveal()
  if (value instanceof Float) return value.value
  if (Array.isArray(value)) return listView(value, noting)
  if (isMap(value)) return mapView(value, noting)
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  return value === undefined || typeof value === 'function' || typeof value === 'symbol' ? null : value
}

/** A real array, since CEL asks for one; its items are converted when read. */
function listView(items: readonly unknown[], noting: Noting): unknown[] {
  const view: unknown[] = new Array(items.length)
  for (const index of items.keys()) {
    Object.defineProperty(view, index, {
      get: () => noting(() => toCel(items[index], noting)),
      enumerable: true,
      configurable: true,
    })
  }
  Object.defineProperty(view, ORIGINAL, { value: items })
  return view
}

function mapView(source: Readonly<Record<string, unknown>>, noting: Noting): object {
  const type = isLazy(source) ? LazyMap : undefined
  // safety: a path in an expression cannot reach a prototype
  const isOwn = (key: string | symbol): key is string =>
    typeof key === 'string' && noting(() => Object.hasOwn(source, key))
  return new Proxy(Object.create(null) as object, {
    get: (_, key) => {
      if (key === ORIGINAL) return source
      // CEL detects the type by this key; only a template can read a key of that name.
      if (key === 'constructor') return type
      return isOwn(key) ? noting(() => toCel(source[key], noting)) : undefined
    },
    has: (_, key) => isOwn(key),
    ownKeys: () => noting(() => Object.keys(source)),
    getOwnPropertyDescriptor: (_, key) => {
      return isOwn(key)
        ? {
            get: () => noting(() => toCel(source[key], noting)),
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
