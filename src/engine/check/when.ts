import type { Scope } from '../../evaluation/scope.ts'
import type { ConditionSource } from '../../playbook/keywords/values.ts'
import { Unknown } from '../../values/unknown.ts'
import type { Result } from '../state/result.ts'
import { unknownResult } from './result.ts'

/** Evaluates all conditions in order: false if one is false, otherwise unknown if one is unknown, otherwise true. */
export function evaluateAll(conditions: readonly ConditionSource[], scope: Scope): boolean | Unknown {
  let unknown: Unknown | undefined
  for (const condition of conditions) {
    const value = scope.evaluateCondition(condition)
    if (value instanceof Unknown) unknown ??= value
    else if (!value) return false
  }
  return unknown ?? true
}

/** Returns the result of a task whose `when` is false or unknown; undefined if the task is to run. */
export async function skipResult(
  conditions: readonly ConditionSource[],
  scope: Scope,
): Promise<Result | undefined> {
  for (const condition of conditions) {
    const value = evaluateAll([condition], scope)
    if (value instanceof Unknown) return unknownResult(value)
    if (!value)
      return {
        status: 'skipped',
        changes: [],
        outputs: { skip_reason: 'Conditional result was False', false_condition: condition.value },
        message: `when: ${String(condition.value)}`,
      }
  }
  return undefined
}
