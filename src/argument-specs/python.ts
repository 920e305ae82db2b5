import { Float } from '../base/float.ts'
import { floatJson } from '../base/float-json.ts'
import { pythonNumber, pythonTypeName } from '../functions/python/text.ts'
import { isEqual } from '../values/compare.ts'

/** The name of a value's type in Python. */
export function pythonType(value: unknown): string {
  return `<class '${pythonTypeName(value)}'>`
}

/** A value as Python's `str` writes it; lists and maps as JSON. */
export function pythonText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number' || value instanceof Float) return pythonNumber(value)
  if (typeof value === 'bigint') return value.toString()
  return value === null ? 'None' : floatJson(value)
}

/** Equal as in Python, where true is 1. */
export function isSame(one: unknown, other: unknown): boolean {
  return isEqual(asNumber(one), asNumber(other))
}

/** True and false as the numbers that they are equal to in Python; any other value unchanged. */
export function asNumber(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : value
}
