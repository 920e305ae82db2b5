import type { Source } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { ConditionSource } from '../../playbook/keywords/values.ts'
import type { Unknown } from '../../values/unknown.ts'
import { loopList } from '../check/loop-items.ts'
import { failsForMissingList } from '../check/missing-list.ts'
import { type Certainty, certaintyOf, type Looked, least, NEVER } from './course.ts'

/** Evaluates, and records errors as this certain. */
type Note = <T>(certainty: Certainty, look: () => T) => Promise<Looked<T>>

/**
 * Looks at the list of a loop that is reached with this certainty. If something in it does not exist, that is an error only as far
 * as the conditions do not leave the loop out without a list; it is not sound in either case.
 */
export async function listAhead(
  note: Note,
  step: { readonly loop: Source; readonly when: readonly ConditionSource[] },
  scope: Scope,
  certainty: Certainty,
): Promise<Looked<readonly unknown[] | Unknown>> {
  try {
    return { isSound: true, value: loopList(step.loop, scope) }
  } catch (error) {
    const fails = certaintyOf(failsForMissingList(step, scope, error))
    if (fails === NEVER) return { isSound: false }
    return note(least(certainty, fails), () => {
      throw error
    })
  }
}
