import { Float } from '../base/float.ts'
import { InputError } from '../errors.ts'
import { isList, isMap, kindOf, reveal } from '../values/plain.ts'
import { findUnknown, UnknownValueError } from '../values/unknown.ts'
import type { Missing } from './lookup.ts'

/** One helper of templates, a function of the same name in expressions: how it is written, what it gives, and how many values it takes. */
export interface Helper {
  readonly usage: string
  readonly about: string
  readonly least: number
  readonly most: number
  /** The values that may be given by name, in the order in which they may also follow the others. */
  readonly options: readonly string[]
  /** Values are made when asked for, so that a branch not taken needs none. */
  readonly call: (
    values: readonly Value[],
    missing: Missing,
    options?: Named,
    variables?: Variables,
  ) => unknown
  /** True if it does not make all of its values. */
  readonly isLazy: boolean
  /** Set if it reads the controller or the variables: what it depends on in addition to its values, by name. */
  readonly needs?: readonly string[]
}

export type Value = (missing: Missing) => unknown

/** All variables, for what reads them by names that it makes. */
type Variables = Readonly<Record<string, unknown>>

/** What a call is made with, in addition to its values. */
export interface Around {
  readonly missing: Missing
  readonly variables: Variables
}

/** Values that were given by name. */
type Named = Readonly<Record<string, Value>>

/** The options of a helper that were given. */
export type Options = Readonly<Record<string, unknown>>

/** A helper that needs all of its values. Words of the usage behind the name count them: `[x]` may be left out, `…` repeats. */
export function helper(usage: string, about: string, work: (...values: unknown[]) => unknown): Helper {
  return { ...lazyHelper(usage, about, values => work(...values.map(known))), isLazy: false }
}

/**
 * A helper with options, `[x=]` in the usage. They are given by name, or, unless its values repeat, behind the others in the order
 * of the usage.
 */
export function optionHelper(
  usage: string,
  about: string,
  work: (values: readonly unknown[], options: Options, around: Around) => unknown,
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

/** A helper that makes its values itself. */
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

/** A value that must be there and known, its secrets as text. */
function known(value: Value): unknown {
  const found = value('nothing')
  const unknown = findUnknown(found)
  if (unknown) throw new UnknownValueError(unknown)
  return reveal(found)
}

/** Whether an option says nothing: it is not given, null or empty text. */
export function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

/** Text, or a number, true or false as text. Throws InputError for anything else. */
export function text(name: string, value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean' || value instanceof Float) return String(value)
  throw new InputError(`\`${name}\` takes text, got ${kindOf(value)}`)
}

/** A list. Throws InputError for anything else. */
export function list(name: string, value: unknown): readonly unknown[] {
  if (isList(value)) return value
  throw new InputError(`\`${name}\` takes a list, got ${kindOf(value)}`)
}

/** A map. Throws InputError for anything else. */
export function map(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (isMap(value)) return value
  throw new InputError(`\`${name}\` takes a map, got ${kindOf(value)}`)
}

/** Longer text is no realistic number; parsing it could take quadratic time. */
const LONGEST_NUMBER = 400

/** A number, or text that is one. Throws InputError for anything else. */
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

/** A whole number. Throws InputError for anything else. */
export function whole(name: string, value: unknown): number {
  const found = number(name, value)
  if (Number.isSafeInteger(found)) return found
  throw new InputError(`\`${name}\` takes a whole number, got \`${found}\``)
}
