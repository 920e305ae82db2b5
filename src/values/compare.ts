import { Float, unboxed } from '../base/float.ts'
import { InputError } from '../errors.ts'
import { isList, isMap, kindOf } from './plain.ts'

/**
 * Whether two values are equal in kind and value: lists in the same order, maps with keys in any order. Text never
 * equals a number.
 */
export function isEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (isList(left) && isList(right)) {
    return left.length === right.length && left.every((item, index) => isEqual(item, right[index]))
  }
  if (left instanceof Float || right instanceof Float) return unboxed(left) === unboxed(right)
  if (!isMap(left) || !isMap(right)) return false
  const keys = Object.keys(left)
  return (
    keys.length === Object.keys(right).length &&
    keys.every(key => Object.hasOwn(right, key) && isEqual(left[key], right[key]))
  )
}

/**
 * Compares two values; negative if `left` comes first. Numbers are compared by size, text by its characters. Throws
 * InputError for a mix.
 */
export function compare(what: string, left: unknown, right: unknown): number {
  const [one, other] = [unboxed(left), unboxed(right)]
  const isNumbers = typeof one === 'number' && typeof other === 'number'
  const isTexts = typeof one === 'string' && typeof other === 'string'
  if (!isNumbers && !isTexts) {
    throw new InputError(
      `${what} compares two numbers or two texts, got ${kindOf(left)} and ${kindOf(right)}`,
    )
  }
  return order(one, other)
}

function order<T extends number | string>(left: T, right: T): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}

/** Returns the list without items that equal an earlier one. */
export function unique(items: readonly unknown[]): unknown[] {
  return items.filter((item, index) => items.findIndex(other => isEqual(other, item)) === index)
}

/**
 * Compares two versions; negative if `left` is older. Numbers are compared by size and letters alphabetically,
 * `1.2-rc1` comes before `1.2`, and a leading `v` and anything after `+` are ignored.
 */
export function compareVersions(left: string, right: string): number {
  const [one, other] = [left, right].map(splitVersion) as [Version, Version]
  const byNumbers = compareParts(one.release, other.release, '0')
  if (byNumbers !== 0) return byNumbers
  if (one.before.length === 0 || other.before.length === 0) return other.before.length - one.before.length
  return compareParts(one.before, other.before, '')
}

interface Version {
  readonly release: readonly string[]
  readonly before: readonly string[]
}

function splitVersion(version: string): Version {
  const [release = '', ...before] = (
    version
      .trim()
      .replace(/^v(?=\d)/i, '')
      .split('+')[0] ?? ''
  ).split(/[-~]/)
  return { release: parts(release), before: parts(before.join('.')) }
}

function parts(text: string): string[] {
  return text.match(/\d+|[a-z]+/gi) ?? []
}

function compareParts(left: readonly string[], right: readonly string[], missing: string): number {
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [one, other] = [left[index] ?? missing, right[index] ?? missing]
    const areNumbers = /^\d+$/.test(one) && /^\d+$/.test(other)
    const difference = areNumbers ? Number(one) - Number(other) : order(one, other)
    if (difference !== 0) return difference
  }
  return 0
}
