import type { BlockStep, IncludeStep } from '../../playbook/steps.ts'
import { Unknown } from '../../values/unknown.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import type { PlayCheck } from './play-check.ts'
import {
  type Certainty,
  certaintyOf,
  type Evaluation,
  least,
  most,
  NEVER,
  PERHAPS,
  type PredictedHost,
  tryEvaluate,
} from './simulation.ts'
import { ignoring } from './task.ts'

/**
 * Evaluates a value of a step and records its errors with this certainty. With `isGuess` it is uncertain whether a
 * run evaluates it at all, so errors that are not certain are not recorded.
 */
export type StepEvaluator = <T>(
  certainty: Certainty,
  evaluate: () => T,
  isGuess?: boolean,
) => Promise<Evaluation<T>>

/**
 * Returns a function that records errors of a block or include on a host. With a `rescue`, an error makes the host
 * fail and leads there.
 */
export function evaluatorFor(
  { simulation, context, isCaught }: PlayCheck,
  step: BlockStep | IncludeStep,
  predicted: PredictedHost,
): StepEvaluator {
  const isIgnored = ignoring(step, scopeOf(context, predicted.host, step)) !== NEVER
  return async (certainty, evaluate, isGuess = false) => {
    const sure = isCaught || isIgnored ? least(certainty, PERHAPS) : certainty
    const evaluation = await tryEvaluate(simulation, sure, evaluate, () => !isGuess)
    if (!evaluation.isValid && isCaught && !isIgnored && !isGuess)
      predicted.failed = most(predicted.failed, certainty)
    return evaluation
  }
}

/** Returns the certainty that a step runs: from the certainty that it is reached, and from its conditions. */
export async function certaintyOfConditions(
  evaluateStep: StepEvaluator,
  reach: Certainty,
  evaluate: () => boolean | Unknown,
): Promise<Certainty> {
  const { isValid, value = new Unknown('') } = await evaluateStep(reach, evaluate)
  return isValid ? least(reach, certaintyOf(value)) : NEVER
}
