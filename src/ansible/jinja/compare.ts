import { JinjaError } from './error.ts'
import { describe, toText } from './text.ts'
import { amount, isDict, isNumber, Tuple, typeName, used, wholeOf } from './values.ts'

/** Returns Python's `bool(value)`. */
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

/** Returns Python's `left == right`. */
export function isEqual(left: unknown, right: unknown): boolean {
  const [one, other] = [used(left), used(right)]
  if (one === other) return true
  const [a, b] = [amount(one), amount(other)]
  if (a !== undefined && b !== undefined) return a === b && !differ(one, other)
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

/** Whether two numbers differ, one of which is a whole number too large to be exact as a JavaScript number. */
function differ(one: unknown, other: unknown): boolean {
  return (typeof one === 'bigint' || typeof other === 'bigint') && exactOrder(one, other) !== 0
}

function exactOrder(one: unknown, other: unknown): number {
  const [a, b] = [wholeOf(one), wholeOf(other)]
  if (a === undefined || b === undefined || a === b) return 0
  return a < b ? -1 : 1
}

/**
 * Orders two values as Python does: negative if `left` is smaller. Throws JinjaError for values that cannot be
 * compared.
 */
export function compareValues(left: unknown, right: unknown): number {
  const [one, other] = [used(left), used(right)]
  const [a, b] = [amount(one), amount(other)]
  if (a !== undefined && b !== undefined)
    return a === b && differ(one, other) ? exactOrder(one, other) : a - b
  if (typeof one === 'string' && typeof other === 'string') return compareText(one, other)
  if (one instanceof Date && other instanceof Date) return one.getTime() - other.getTime()
  if (Array.isArray(one) && Array.isArray(other) && one instanceof Tuple === other instanceof Tuple) {
    for (let index = 0; index < Math.min(one.length, other.length); index += 1) {
      if (!isEqual(one[index], other[index])) return compareValues(one[index], other[index])
    }
    return one.length - other.length
  }
  throw new JinjaError(`${describe(one)} and ${describe(other)} cannot be compared`)
}

/** Compares strings by code points, as Python does; JavaScript's `<` compares UTF-16 units. */
function compareText(left: string, right: string): number {
  if (left === right) return 0
  const [one, other] = [[...left], [...right]]
  for (let index = 0; index < Math.min(one.length, other.length); index += 1) {
    const difference = (one[index]?.codePointAt(0) ?? 0) - (other[index]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return one.length - other.length
}

/** Returns Python's `needle in haystack`. */
export function isIn(needle: unknown, haystack: unknown): boolean {
  const all = used(haystack)
  // Nothing is compared with the item, so even an undefined item is no error.
  if (Array.isArray(all) && all.length === 0) return false
  const item = used(needle)
  if (typeof all === 'string') {
    if (typeof item === 'string') return all.includes(item)
    throw new JinjaError(`\`in\` a string needs a string on its left, got ${describe(item)}`)
  }
  if (Array.isArray(all)) return all.some(other => isEqual(item, other))
  if (isDict(all)) {
    const key = keyOf(item)
    if (key === undefined) throw new JinjaError(`${describe(item)} cannot be a key`)
    return Object.hasOwn(all, key)
  }
  throw new JinjaError(`\`in\` needs a list, a dict or a string on its right, got ${describe(all)}`)
}

/**
 * Converts a value to the key of a dict. JSON and YAML have only string keys, so numbers, booleans and null
 * become strings. Returns undefined for values that cannot be a key.
 */
export function keyOf(value: unknown): string | undefined {
  const key = used(value)
  if (typeof key === 'string') return key
  return key === null || typeof key === 'boolean' || isNumber(key) ? toText(key) : undefined
}

/**
 * Returns the items that a loop iterates over: the items of a list, the keys of a dict, the characters of a
 * string. Throws JinjaError for other values.
 */
export function iterate(given: unknown): unknown[] {
  const value = used(given)
  if (Array.isArray(value)) return value
  if (typeof value === 'string') return [...value]
  if (isDict(value)) return Object.keys(value)
  throw new JinjaError(`${describe(value)} is not a list`, {
    hint: 'a loop goes through a list, a dict or a string',
    ansibleMessage: `'${typeName(value)}' object is not iterable`,
  })
}
