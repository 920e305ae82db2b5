import type { TaskType } from '../../authoring/define.ts'
import type { InputError } from '../../errors.ts'
import { compileCondition } from '../../evaluation/language.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import type { PlayContext } from '../state/context.ts'
import {
  type Certainty,
  type Evaluation,
  least,
  most,
  NEVER,
  PERHAPS,
  type PredictedHost,
  type Simulation,
  tryEvaluate,
} from './simulation.ts'

/** The check of one task on one host. */
export interface TaskCheck {
  readonly simulation: Simulation
  readonly context: PlayContext
  readonly predicted: PredictedHost
  readonly step: TaskStep
  readonly type: TaskType
  /** The certainty that `ignore_errors` ignores a failure. */
  readonly ignores: Certainty
  readonly isCaught: boolean
  /** The certainty that the task has an error. */
  errorCertainty: Certainty
}

/**
 * Evaluates a value of a task and records its errors. They count as certain only if no `rescue` or `ignore_errors`
 * handles them.
 */
export async function evaluateForTask<T>(
  taskCheck: TaskCheck,
  certainty: Certainty,
  evaluate: () => T | Promise<T>,
): Promise<Evaluation<T>> {
  const isFatal = !taskCheck.isCaught && taskCheck.ignores === NEVER
  const sure = isFatal ? certainty : least(certainty, PERHAPS)
  const evaluation = await tryEvaluate(
    taskCheck.simulation,
    sure,
    evaluate,
    error => !isTestedForExistence(taskCheck.step, error),
  )
  if (!evaluation.isValid) taskCheck.errorCertainty = most(taskCheck.errorCertainty, certainty)
  return evaluation
}

/** Whether an error is about a missing variable whose existence the task's `when` tests. */
function isTestedForExistence({ when }: TaskStep, { message }: InputError): boolean {
  const name = /^there is no variable `(\w+)`/.exec(message)?.[1]
  return (
    name !== undefined &&
    when.some(condition => {
      try {
        return (
          typeof condition.value === 'string' && compileCondition(condition).testedNames?.has(name) === true
        )
      } catch {
        // Compile errors are reported separately.
        return false
      }
    })
  )
}

/** Whether a step that is reached with this certainty is not checked. */
export function isSkipped({ isThorough }: Simulation, certainty: Certainty): boolean {
  return certainty === NEVER && !isThorough
}
