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

/** Evaluates, and records errors: as certain to fail, or not if it is a guess that this is evaluated at all. */
export type NoteStep = <T>(certainty: Certainty, look: () => T, isGuess?: boolean) => Promise<Looked<T>>

/** Records errors of a step that is not a task, on a host: with a `rescue`, they lead there. */
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

/** How certain it is that a step that is reached with this certainty runs, by its conditions. */
export async function noteConditions(
  note: NoteStep,
  reach: Certainty,
  evaluate: () => boolean | Unknown,
): Promise<Certainty> {
  const { isSound, value = new Unknown('') } = await note(reach, evaluate)
  return isSound ? least(reach, certaintyOf(value)) : NEVER
}
