import { parseFlag } from '../base/flag.ts'
import { Float, unboxed } from '../base/float.ts'
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

/** What a value means as a boolean of ansible-core, which knows more words than params of Drover do; undefined for any other. */
export function truthOf(value: unknown): boolean | undefined {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : unboxed(value)
  return parseFlag(word) ?? OTHER_WORDS.get(word)
}

const OTHER_WORDS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ...['y', 't', '1', 1].map(word => [word, true] as const),
  ...['n', 'f', '0', 0].map(word => [word, false] as const),
])

/** Equal as in Python, where true is 1. */
export function isSame(one: unknown, other: unknown): boolean {
  return isEqual(asNumber(one), asNumber(other))
}

/** True and false as the numbers that they are equal to in Python; any other value unchanged. */
export function asNumber(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : value
}
