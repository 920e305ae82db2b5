import { DICT, LIST, TUPLE } from './collection-methods.ts'
import { Passed } from './passed.ts'
import { TEXT } from './text-methods.ts'
import { Callable, isDict, Tuple } from './values.ts'

/**
 * Returns a method of Python's `str`, `list` or `dict`, bound to the value. Returns undefined if its type has
 * no such method.
 */
export function methodOf(target: unknown, name: string): Callable | undefined {
  const methods = methodsOf(target)
  if (!methods || !Object.hasOwn(methods, name)) return undefined
  const method = methods[name] as Method<unknown>
  return new Callable(name, given => method(target, new Passed(name, given)))
}

function methodsOf(target: unknown): Readonly<Record<string, Method<never>>> | undefined {
  if (typeof target === 'string') return TEXT
  if (target instanceof Tuple) return TUPLE
  if (Array.isArray(target)) return LIST
  return isDict(target) ? DICT : undefined
}

/**
 * Methods that change the value they are called on. A template that calls one renders with copies of its
 * variables.
 */
export const MUTATORS: ReadonlySet<string> = new Set([
  'append',
  'extend',
  'insert',
  'remove',
  'pop',
  'popitem',
  'clear',
  'reverse',
  'sort',
  'update',
  'setdefault',
])

export type Method<T> = (target: T, passed: Passed) => unknown
