import type { Scope } from '../../evaluation/scope.ts'
import { reveal } from '../../values/plain.ts'
import { orUnknown } from '../../values/unknown.ts'

/**
 * Returns the rendered values of those names that are variables of a scope. A value that is not known yet, or may not
 * exist, is an Unknown. Throws InputError if a template in one is wrong, and PendingFacts.
 */
export function valuesAmong(scope: Scope, names: readonly string[]): Map<string, unknown> {
  const values = new Map<string, unknown>()
  for (const name of names) {
    const value = orUnknown(() => (scope.has(name) ? reveal(scope.get(name), 'written out') : undefined))
    if (value !== undefined) values.set(name, value)
  }
  return values
}
