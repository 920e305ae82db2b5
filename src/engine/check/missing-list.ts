import { InputError, InputErrors, type Source } from '../../errors.ts'
import { isAboutMissing } from '../../evaluation/jinja-errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { ConditionSource } from '../../playbook/keywords/values.ts'
import type { Unknown } from '../../values/unknown.ts'
import { loopList } from './loop-items.ts'
import { evaluateAll } from './when.ts'

/** A loop and its `when`. */
export interface Looped {
  readonly loop: Source
  readonly when: readonly ConditionSource[]
}

/**
 * Renders the list of a loop. Returns undefined if the list cannot be rendered but the loop is skipped anyway. Throws
 * InputError for anything but a list.
 */
export function listUnlessSkipped(looped: Looped, scope: Scope): readonly unknown[] | Unknown | undefined {
  try {
    return loopList(looped.loop, scope)
  } catch (error) {
    const fails = failsForMissingList(looped, scope, error)
    if (fails === true) throw error
    return fails === false ? undefined : fails
  }
}

/**
 * Whether a loop whose list cannot be rendered fails. In Ansible's dialect, it is skipped instead if the list refers
 * to something that does not exist and the conditions are false without an item, as `item.size is defined` is.
 * `error` is the error of the list.
 */
export function failsForMissingList({ when }: Looped, scope: Scope, error: unknown): boolean | Unknown {
  if (!isAboutMissing(error)) return true
  try {
    return evaluateAll(when, scope)
  } catch (conditionError) {
    // The error of the list is more informative than that of a condition that needs an item.
    if (conditionError instanceof InputError || conditionError instanceof InputErrors) return true
    throw conditionError
  }
}
