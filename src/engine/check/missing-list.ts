import { InputError, InputErrors, type Source } from '../../errors.ts'
import { isAboutMissing } from '../../evaluation/jinja-errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { ConditionSource } from '../../playbook/keywords/values.ts'
import type { Unknown } from '../../values/unknown.ts'
import { loopList } from './loop-items.ts'
import { evaluateAll } from './when.ts'

/** A loop, and the conditions for each of its items. */
export interface Looped {
  readonly loop: Source
  readonly when: readonly ConditionSource[]
}

/** The list of a loop; undefined if it cannot be made, and the loop is left out without it. Throws InputError for anything but a list. */
export function listUnlessLeftOut(looped: Looped, scope: Scope): readonly unknown[] | Unknown | undefined {
  try {
    return loopList(looped.loop, scope)
  } catch (error) {
    const fails = failsForMissingList(looped, scope, error)
    if (fails === true) throw error
    return fails === false ? undefined : fails
  }
}

/**
 * Whether a loop whose list cannot be made runs, and fails: in Ansible's dialect not if something in it does not exist and the
 * conditions are false without an item, as `item.size is defined` is. `error` is what the list ended with.
 */
export function failsForMissingList({ when }: Looped, scope: Scope, error: unknown): boolean | Unknown {
  if (!isAboutMissing(error)) return true
  try {
    return evaluateAll(when, scope)
  } catch (conditionError) {
    // What is wrong with the list says more than a condition that needs an item.
    if (conditionError instanceof InputError || conditionError instanceof InputErrors) return true
    throw conditionError
  }
}
