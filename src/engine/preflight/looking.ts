import type { TaskType } from '../../authoring/define.ts'
import type { InputError } from '../../errors.ts'
import { compileCondition } from '../../evaluation/language.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import type { PlayContext } from '../state/context.ts'
import {
  type Certainty,
  type Course,
  type Looked,
  least,
  most,
  NEVER,
  noting,
  PERHAPS,
  type PredictedHost,
} from './course.ts'

/** The check of one task on one host. */
export interface Looking {
  readonly course: Course
  readonly context: PlayContext
  readonly predicted: PredictedHost
  readonly step: TaskStep
  readonly type: TaskType
  /** The certainty that `ignore_errors` ignores a failure. */
  readonly ignores: Certainty
  readonly isCaught: boolean
  /** The certainty that the task has an error. */
  trouble: Certainty
}

/**
 * Evaluates a value of a task and records its errors. They count as certain only if no `rescue` or `ignore_errors`
 * handles them.
 */
export async function note<T>(
  looking: Looking,
  certainty: Certainty,
  look: () => T | Promise<T>,
): Promise<Looked<T>> {
  const isFatal = !looking.isCaught && looking.ignores === NEVER
  const sure = isFatal ? certainty : least(certainty, PERHAPS)
  const looked = await noting(looking.course, sure, look, error => !isAskedFor(looking.step, error))
  if (!looked.isSound) looking.trouble = most(looking.trouble, certainty)
  return looked
}

/** Whether an error is about a missing variable whose existence the task's `when` tests. */
function isAskedFor({ when }: TaskStep, { message }: InputError): boolean {
  const name = /^there is no variable `(\w+)`/.exec(message)?.[1]
  return (
    name !== undefined &&
    when.some(condition => {
      try {
        return typeof condition.value === 'string' && compileCondition(condition).asked?.has(name) === true
      } catch {
        // Compile errors are reported separately.
        return false
      }
    })
  )
}

/** Whether a step that is reached with this certainty is not checked. */
export function isPassedOver({ isThorough }: Course, certainty: Certainty): boolean {
  return certainty === NEVER && !isThorough
}
