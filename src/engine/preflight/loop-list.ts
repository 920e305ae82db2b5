import type { Scope } from '../../evaluation/scope.ts'
import type { Unknown } from '../../values/unknown.ts'
import { loopList } from '../check/loop-items.ts'
import { failsForMissingList, type Looped } from '../check/missing-list.ts'
import { type Certainty, certaintyOf, type Evaluation, least, NEVER } from './simulation.ts'

/** Evaluates a value and records its errors with this certainty. */
type Evaluator = <T>(certainty: Certainty, evaluate: () => T) => Promise<Evaluation<T>>

/**
 * Evaluates the list of a loop that is reached with this certainty. If the list refers to something that does not
 * exist, that is an error only if the conditions do not skip the loop anyway; `isValid` is false in both cases.
 */
export async function evaluateLoopList(
  evaluateStep: Evaluator,
  looped: Looped,
  scope: Scope,
  certainty: Certainty,
): Promise<Evaluation<readonly unknown[] | Unknown>> {
  try {
    return { isValid: true, value: loopList(looped.loop, scope) }
  } catch (error) {
    const fails = certaintyOf(failsForMissingList(looped, scope, error))
    if (fails === NEVER) return { isValid: false }
    return evaluateStep(least(certainty, fails), () => {
      throw error
    })
  }
}
