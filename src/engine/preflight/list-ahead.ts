import type { Scope } from '../../evaluation/scope.ts'
import type { Unknown } from '../../values/unknown.ts'
import { loopList } from '../check/loop-items.ts'
import { failsForMissingList, type Looped } from '../check/missing-list.ts'
import { type Certainty, certaintyOf, type Looked, least, NEVER } from './course.ts'

/** Evaluates a value and records its errors with this certainty. */
type Note = <T>(certainty: Certainty, look: () => T) => Promise<Looked<T>>

/**
 * Evaluates the list of a loop that is reached with this certainty. If the list refers to something that does not
 * exist, that is an error
 * only if the conditions do not skip the loop anyway; `isSound` is false in both cases.
 */
export async function listAhead(
  note: Note,
  looped: Looped,
  scope: Scope,
  certainty: Certainty,
): Promise<Looked<readonly unknown[] | Unknown>> {
  try {
    return { isSound: true, value: loopList(looped.loop, scope) }
  } catch (error) {
    const fails = certaintyOf(failsForMissingList(looped, scope, error))
    if (fails === NEVER) return { isSound: false }
    return note(least(certainty, fails), () => {
      throw error
    })
  }
}
