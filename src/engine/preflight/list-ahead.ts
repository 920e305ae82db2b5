import type { Scope } from '../../evaluation/scope.ts'
import type { Unknown } from '../../values/unknown.ts'
import { loopList } from '../check/loop-items.ts'
import { failsForMissingList, type Looped } from '../check/missing-list.ts'
import { type Certainty, certaintyOf, type Looked, least, NEVER } from './course.ts'

/** Evaluates, and records errors as this certain. */
type Note = <T>(certainty: Certainty, look: () => T) => Promise<Looked<T>>

/**
 * Looks at the list of a loop that is reached with this certainty. If something in it does not exist, that is an error only as far
 * as the conditions do not leave the loop out without a list; it is not sound in either case.
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
