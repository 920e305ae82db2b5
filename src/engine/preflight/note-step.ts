import type { BlockStep, IncludeStep } from '../../playbook/steps.ts'
import { Unknown } from '../../values/unknown.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import {
  type Certainty,
  certaintyOf,
  type Looked,
  least,
  most,
  NEVER,
  noting,
  PERHAPS,
  type PredictedHost,
} from './course.ts'
import type { Way } from './path.ts'
import { ignoring } from './task.ts'

/**
 * Evaluates a value of a step and records its errors with this certainty. With `isGuess` it is uncertain whether a
 * run evaluates it at
 * all, so errors that are not certain are not recorded.
 */
export type NoteStep = <T>(certainty: Certainty, look: () => T, isGuess?: boolean) => Promise<Looked<T>>

/**
 * Returns a function that records errors of a block or include on a host. With a `rescue`, an error makes the host
 * fail and leads there.
 */
export function notesOf(
  { course, context, isCaught }: Way,
  step: BlockStep | IncludeStep,
  predicted: PredictedHost,
): NoteStep {
  const isIgnored = ignoring(step, scopeOf(context, predicted.host, step)) !== NEVER
  return async (certainty, look, isGuess = false) => {
    const sure = isCaught || isIgnored ? least(certainty, PERHAPS) : certainty
    const looked = await noting(course, sure, look, () => !isGuess)
    if (!looked.isSound && isCaught && !isIgnored && !isGuess)
      predicted.failed = most(predicted.failed, certainty)
    return looked
  }
}

/** Returns the certainty that a step runs: from the certainty that it is reached, and from its conditions. */
export async function noteConditions(
  note: NoteStep,
  reach: Certainty,
  evaluate: () => boolean | Unknown,
): Promise<Certainty> {
  const { isSound, value = new Unknown('') } = await note(reach, evaluate)
  return isSound ? least(reach, certaintyOf(value)) : NEVER
}
