import { unboxed } from '../base/float.ts'
import { ownValue } from '../base/own-value.ts'
import { InputError } from '../errors.ts'
import { adviceOn, namesOf } from '../values/name-hints.ts'
import { isList, isMap, kindOf } from '../values/plain.ts'
import { Secret } from '../values/secret.ts'
import { Unknown, UnknownValueError } from '../values/unknown.ts'

/** Returns a hint for a key that does not exist: the similar key that may be meant, or the existing keys. */
export function keyHint(value: unknown, key: string): string | undefined {
  if (isList(value) && !/^\d+$/.test(key)) return `an item of a list is written \`.[0]\``
  if (!isMap(value)) return undefined
  const advice = adviceOn(value, key)
  if (advice) return advice
  const keys = namesOf(value)
  if (keys.length === 0) return 'it is an empty map'
  return `its keys are ${keys.slice(0, 10).join(', ')}${keys.length > 10 ? ', …' : ''}`
}

/** Whether a value is true in Handlebars' sense: false, null, 0, an empty string and an empty list are false. */
export function isTrue(value: unknown): boolean {
  if (isList(value)) return value.length > 0
  return value instanceof Secret ? value.reveal() !== '' : Boolean(unboxed(value))
}

/**
 * Describes that a value does not have a key, as the end of a sentence: `has no key `x``, `is null, so it has no
 * `x``.
 */
export function missingKeyText(value: unknown, key: string): string {
  if (isMap(value)) return `has no key \`${key}\``
  if (isList(value)) return `has no item \`${key}\`: it is a list of ${value.length}`
  return `is ${kindOf(value)}, so it has no \`${key}\``
}

/**
 * Reads one step of a path: an own key of a map, an index of a list, or `length` of a list or string. Returns
 * undefined if there is none.
 */
export function readKey(value: unknown, key: string): unknown {
  if (value instanceof Unknown) throw new UnknownValueError(value)
  // safety: a path in a template cannot reach a prototype
  if (isMap(value)) return ownValue(value, key)
  if (isList(value)) {
    if (key === 'length') return value.length
    return /^(0|[1-9]\d*)$/.test(key) ? value[Number(key)] : undefined
  }
  if (typeof value === 'string' && key === 'length') return value.length
  return undefined
}

/** Reads a path such as `state.pid`; undefined if any of its steps does not exist. */
export function readPath(value: unknown, path: string): unknown {
  return path.split('.').reduce((at, key) => (at === undefined ? undefined : readKey(at, key)), value)
}

/** Creates the error for a value that does not exist. `defined()` and `default()` recognise it by its code. */
export function missingValueError(message: string, hint: string | undefined): InputError {
  return Object.assign(new InputError(message, { hint }), { code: 'no_such_key' })
}

/** Which values may be missing without an error: none, a key of an existing value, or also a whole variable. */
export type Missing = 'nothing' | 'key' | 'variable'
