import { Float, floatText } from '../../base/float.ts'

/** Formats a number as Python's `repr` does. */
export function pythonNumber(value: number | Float): string {
  if (value instanceof Float) return String(value)
  const isWhole = Number.isInteger(value) && !Object.is(value, -0)
  return isWhole ? BigInt(value).toString() : floatText(value)
}

/** Returns Python's name for the type of a value: `str`, `dict`, `NoneType`. */
export function pythonTypeName(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType'
  if (typeof value === 'string') return 'str'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  if (typeof value === 'bigint') return 'int'
  if (value instanceof Float) return 'float'
  return Array.isArray(value) ? 'list' : 'dict'
}

/**
 * Compares two strings by code points, as Python does: negative if `one` comes first. JavaScript compares UTF-16
 * units.
 */
export function byCodePoint(one: string, other: string): number {
  const [left, right] = [[...one], [...other]]
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const difference = (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** Formats a number with that many decimals. Exact halves are rounded to the even digit, as in Python. */
export function fixed(value: number, places: number): string {
  const exact = value.toFixed(Math.min(100, places + 30))
  const end = exact.indexOf('.') + 1 + places
  const kept = exact.slice(0, end).replace(/\.$/, '')
  const isHalf = /^50*$/.test(exact.slice(end))
  return isHalf && Number(kept.at(-1)) % 2 === 0 ? kept : value.toFixed(places)
}
