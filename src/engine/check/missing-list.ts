import { InputError, InputErrors } from '../../errors.ts'
import { isAboutMissing } from '../../evaluation/jinja-errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { ConditionSource } from '../../playbook/keywords/values.ts'
import type { Unknown } from '../../values/unknown.ts'
import { evaluateAll } from './conditions.ts'

/**
 * Whether a loop whose list cannot be made runs, and fails: in Ansible's dialect not if something in it does not exist and the
 * conditions are false without an item, as `item.size is defined` is. `error` is what the list ended with.
 */
export function failsForMissingList(
  { when }: { readonly when: readonly ConditionSource[] },
  scope: Scope,
  error: unknown,
): boolean | Unknown {
  if (!isAboutMissing(error)) return true
  try {
    return evaluateAll(when, scope)
  } catch (conditionError) {
    // What is wrong with the list says more than a condition that needs an item.
    if (conditionError instanceof InputError || conditionError instanceof InputErrors) return true
    throw conditionError
  }
}
