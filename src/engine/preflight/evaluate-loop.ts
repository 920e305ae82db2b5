import type { Source } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { LoopControl } from '../../playbook/keywords/loop-control.ts'
import type { ConditionSource } from '../../playbook/keywords/values.ts'
import { Unknown } from '../../values/unknown.ts'
import { beforeLoop } from '../check/loop-items.ts'
import { evaluateAll } from '../check/when.ts'
import { evaluateLoopList } from './loop-list.ts'
import { type Certainty, NEVER, type Simulation } from './simulation.ts'
import { certaintyOfConditions, type StepEvaluator } from './step-evaluator.ts'

/** The maximum number of items of a looped include or block that are checked. */
export const MAX_ITEMS = 20

/** The list of a loop, as far as it is known before the run, and the certainty that the loop runs. */
export interface EvaluatedLoop {
  readonly items: readonly unknown[] | Unknown
  readonly certainty: Certainty
}

/** The loop of an include or block. */
interface Loop {
  readonly loop: Source
  readonly loopControl: LoopControl
  readonly when: readonly ConditionSource[]
}

/** Evaluates the loop of an include or block; undefined if it does not run or has an error. */
export async function evaluateLoop(
  { isThorough }: Simulation,
  evaluateStep: StepEvaluator,
  step: Loop,
  scope: Scope,
  reach: Certainty,
): Promise<EvaluatedLoop | undefined> {
  const certainty = await certaintyOfConditions(evaluateStep, reach, () =>
    evaluateAll(beforeLoop(step, scope), scope),
  )
  if (certainty === NEVER && !isThorough) return undefined
  const { isValid, value: items = new Unknown('the loop') } = await evaluateLoopList(
    evaluateStep,
    step,
    scope,
    certainty,
  )
  return isValid ? { items, certainty } : undefined
}
