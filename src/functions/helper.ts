import { Float } from '../base/float.ts'
import { InputError } from '../errors.ts'
import { isList, isMap, kindOf, reveal } from '../values/plain.ts'
import { findUnknown, UnknownValueError } from '../values/unknown.ts'
import type { Missing } from './lookup.ts'

/**
 * A helper of templates, which is a function of the same name in expressions: its usage, its description, and how
 * many values it takes.
 */
export interface Helper {
  readonly usage: string
  readonly about: string
  readonly least: number
  readonly most: number
  /** The named options, in the order in which they may also follow the positional values. */
  readonly options: readonly string[]
  /** Calls the helper. Values are computed when the helper requests them, so that an unused branch needs none. */
  readonly call: (
    values: readonly Value[],
    missing: Missing,
    options?: Named,
    variables?: Variables,
  ) => unknown
  /** Whether the helper may leave some of its values uncomputed. */
  readonly isLazy: boolean
  /**
   * The names of what its result depends on in addition to its values. Set if it reads the controller or the
   * variables.
   */
  readonly needs?: readonly string[]
}

export type Value = (missing: Missing) => unknown

/** All variables, for helpers that compute the names they read. */
type Variables = Readonly<Record<string, unknown>>

/** The context of a call, in addition to its values. */
export interface HelperContext {
  readonly missing: Missing
  readonly variables: Variables
}

/** Values that were passed by name. */
type Named = Readonly<Record<string, Value>>

/** The options that were passed to a helper. */
export type Options = Readonly<Record<string, unknown>>

/**
 * Creates a helper that needs all of its values. The words after the name in `usage` determine how many it takes:
 * `[x]` is optional, `…` repeats.
 */
export function helper(usage: string, about: string, work: (...values: unknown[]) => unknown): Helper {
  return { ...lazyHelper(usage, about, values => work(...values.map(known))), isLazy: false }
}

/**
 * Creates a helper with options, written `[x=]` in the usage. They are passed by name or, unless its values repeat,
 * after the other values in the order of the usage.
 */
export function optionHelper(
  usage: string,
  about: string,
  work: (values: readonly unknown[], options: Options, context: HelperContext) => unknown,
): Helper {
  const counted = lazyHelper(usage, about, () => undefined)
  const { least, most, options } = counted
  const isEndless = most === Number.POSITIVE_INFINITY
  return {
    ...counted,
    most: isEndless ? most : least + options.length,
    isLazy: false,
    call: (values, missing, byName = {}, variables = {}) => {
      const own = isEndless ? values : values.slice(0, least)
      const inOrder = isEndless ? [] : values.slice(least)
      const given = [
        ...inOrder.map((value, index) => [options[index] ?? '', value] as const),
        ...Object.entries(byName),
      ]
      const named = Object.fromEntries(given.map(([name, value]) => [name, known(value)]))
      return work(own.map(known), named, { missing, variables })
    },
  }
}

/** Creates a helper that computes its values itself, when it needs them. */
export function lazyHelper(usage: string, about: string, call: Helper['call']): Helper {
  const words = usage.split(' ').slice(1)
  const isEndless = words.includes('…')
  const options = words.flatMap(word => /^\[(\w+)=\]$/.exec(word)?.[1] ?? [])
  const named = words.filter(word => word !== '…' && !word.endsWith('=]'))
  return {
    usage,
    about,
    least: named.filter(word => !word.startsWith('[')).length,
    most: isEndless ? Number.POSITIVE_INFINITY : named.length,
    options,
    call,
    isLazy: true,
  }
}

/** Returns a value that must exist and be known, with secrets as text. Throws UnknownValueError. */
function known(value: Value): unknown {
  const found = value('nothing')
  const unknown = findUnknown(found)
  if (unknown) throw new UnknownValueError(unknown)
  return reveal(found)
}

/** Whether an option has no value: it is absent, null or an empty string. */
export function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

/** Returns the value as a string; numbers and booleans are converted. Throws InputError for anything else. */
export function text(name: string, value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean' || value instanceof Float) return String(value)
  throw new InputError(`\`${name}\` takes text, got ${kindOf(value)}`)
}

/** Returns the value if it is a list. Throws InputError otherwise. */
export function list(name: string, value: unknown): readonly unknown[] {
  if (isList(value)) return value
  throw new InputError(`\`${name}\` takes a list, got ${kindOf(value)}`)
}

/** Returns the value if it is a map. Throws InputError otherwise. */
export function map(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (isMap(value)) return value
  throw new InputError(`\`${name}\` takes a map, got ${kindOf(value)}`)
}

/** The maximum length of text that is parsed as a number: longer text could take quadratic time. */
const LONGEST_NUMBER = 400

/** Returns the value as a number; text that is a number is converted. Throws InputError for anything else. */
export function number(name: string, value: unknown): number {
  if (typeof value === 'number') return value
  if (value instanceof Float) return value.value
  if (
    typeof value === 'string' &&
    value.length < LONGEST_NUMBER &&
    /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(value)
  )
    return Number(value)
  throw new InputError(
    `\`${name}\` takes a number, got ${typeof value === 'string' ? `\`${value}\`` : kindOf(value)}`,
  )
}

/** Returns the value as a whole number. Throws InputError if it is not one. */
export function whole(name: string, value: unknown): number {
  const found = number(name, value)
  if (Number.isSafeInteger(found)) return found
  throw new InputError(`\`${name}\` takes a whole number, got \`${found}\``)
}
