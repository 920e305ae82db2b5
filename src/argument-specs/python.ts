import { Float } from '../base/float.ts'
import { floatJson } from '../base/float-json.ts'
import { pythonNumber, pythonTypeName } from '../functions/python/text.ts'
import { isEqual } from '../values/compare.ts'

/** Returns the type of a value as Python prints it: `<class 'str'>`. */
export function pythonType(value: unknown): string {
  return `<class '${pythonTypeName(value)}'>`
}

/** Converts a value to text as Python's `str` does, but lists and maps as JSON. */
export function pythonText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number' || value instanceof Float) return pythonNumber(value)
  if (typeof value === 'bigint') return value.toString()
  return value === null ? 'None' : floatJson(value)
}

/** Whether two values are equal in Python's sense, where true equals 1. */
export function isSame(one: unknown, other: unknown): boolean {
  return isEqual(asNumber(one), asNumber(other))
}

/** Converts true and false to the numbers that they equal in Python. Returns any other value unchanged. */
export function asNumber(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : value
}
