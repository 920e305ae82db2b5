import { Float } from '../base/float.ts'
import { floatJson } from '../base/float-json.ts'
import { InputError } from '../errors.ts'
import { isLazy } from './lazy.ts'
import { OMIT } from './omit.ts'
import { Secret } from './secret.ts'
import { findUnknown, Unknown, UnknownValueError } from './unknown.ts'

/** Whether a value is a list. */
export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

/**
 * Whether a value is a map, and not a list, text, a number, true, false, null, bytes, a secret, an unknown or `omit`.
 */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    value !== OMIT &&
    !(value instanceof Secret) &&
    !(value instanceof Unknown) &&
    !(value instanceof Float) &&
    !ArrayBuffer.isView(value)
  )
}

/** Whether a key is readable but not listed: `skipped` of a result that was not skipped. */
export function isHidden(map: unknown, key: string): boolean {
  if (typeof map !== 'object' || map === null || !Object.hasOwn(map, key)) return false
  return !Object.prototype.propertyIsEnumerable.call(map, key)
}

/** Returns the kind of a value in the words of messages: `text`, `a number`, `a list`. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string' || value instanceof Secret) return 'text'
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Float) return 'a number'
  if (typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return 'a list'
  if (value === OMIT) return '`omit`'
  return ArrayBuffer.isView(value) ? 'bytes' : 'a map'
}

/**
 * Returns the value with every secret replaced by its text, and without `omit` in its lists and maps; the same object
 * if it contains neither. Lazy maps stay lazy or are expanded, depending on `lazies`.
 */
export function reveal(value: unknown, lazies: 'stay' | 'written out' = 'stay'): unknown {
  if (value instanceof Secret) return value.reveal()
  if (isLazy(value)) return lazies === 'stay' ? value : plain(value)
  if (isList(value)) {
    const items = value.filter(item => item !== OMIT).map(item => reveal(item, lazies))
    const isSame = items.length === value.length && items.every((item, index) => item === value[index])
    return isSame ? value : items
  }
  return isMap(value) ? revealMap(value, lazies) : value
}

/**
 * Reveals the secrets in a map. Most maps contain none, so entries are collected only from the first changed one on.
 */
function revealMap(value: Readonly<Record<string, unknown>>, lazies: 'stay' | 'written out'): unknown {
  const keys = Object.keys(value)
  let entries: [string, unknown][] | undefined
  for (const [index, key] of keys.entries()) {
    const part = value[key]
    const revealed = reveal(part, lazies)
    if (revealed !== part || part === OMIT) entries ??= keys.slice(0, index).map(each => [each, value[each]])
    if (part !== OMIT) entries?.push([key, revealed])
  }
  return entries ? Object.fromEntries(entries) : value
}

/**
 * Returns a deep copy that can be converted to JSON: secrets as text, and lazy maps expanded, except those inside of
 * another lazy map.
 */
export function plain(value: unknown, isInLazy = false): unknown {
  if (value instanceof Secret) return value.reveal()
  if (isList(value)) return value.map(item => plain(item, isInLazy))
  if (!isMap(value)) return value
  const isWrittenOut = isLazy(value)
  const entries = Object.entries(value).filter(([, part]) => !((isInLazy || isWrittenOut) && isLazy(part)))
  return Object.fromEntries(entries.map(([key, part]) => [key, plain(part, isInLazy || isWrittenOut)]))
}

/**
 * Converts a value to text inside of other text: text unchanged; numbers, true, false, lists and maps as JSON. Throws
 * InputError for null, `omit` and binary data, and UnknownValueError for a value that contains an unknown.
 */
export function textOf(value: unknown, what: string): string {
  if (typeof value === 'string') return value
  if (value instanceof Secret) return value.reveal()
  if (value === null || value === undefined) {
    throw new InputError(`${what} is null, which cannot be converted to text`, {
      hint: `give it a value, or write \`{{default … ""}}\``,
    })
  }
  if (value === OMIT) {
    throw new InputError(`${what} is \`omit\`, which omits a whole value and cannot be part of text`, {
      hint: 'it can replace a whole param, keyword, item or key; in text write `{{default … ""}}`',
    })
  }
  if (ArrayBuffer.isView(value)) throw new InputError(`${what} is binary data, not text`)
  if (typeof value !== 'object' || value instanceof Float) return String(value)
  const unknown = findUnknown(value)
  if (unknown) throw new UnknownValueError(unknown)
  return floatJson(plain(value))
}
