import {
  type Certainty,
  type Course,
  type Looked,
  least,
  most,
  noting,
  PERHAPS,
  type PredictedHost,
} from './course.ts'

/** Records errors of a step that is not a task: with a `rescue`, they lead there. */
export async function noteStep<T>(
  course: Course,
  predicted: PredictedHost,
  {
    certainty,
    isCaught,
    isIgnored,
    isGuess = false,
  }: { certainty: Certainty; isCaught: boolean; isIgnored: boolean; isGuess?: boolean },
  look: () => T,
): Promise<Looked<T>> {
  const sure = isCaught || isIgnored ? least(certainty, PERHAPS) : certainty
  const looked = await noting(course, sure, look, () => !isGuess)
  if (!looked.isSound && isCaught && !isIgnored && !isGuess)
    predicted.failed = most(predicted.failed, certainty)
  return looked
}
