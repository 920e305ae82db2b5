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

/** A task on a host, being looked at. */
export interface Looking {
  readonly course: Course
  readonly context: PlayContext
  readonly predicted: PredictedHost
  readonly step: TaskStep
  readonly type: TaskType
  /** That a failure is let pass. */
  readonly ignores: Certainty
  readonly isCaught: boolean
  /** That something is wrong with it. */
  trouble: Certainty
}

/** Evaluates, and records errors: as certain to fail if that is so and nothing ignores them. */
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

/** Whether an error is a missing variable whose existence the task's conditions test. */
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

/** Whether what is reached with this certainty is not looked at. */
export function isPassedOver({ isThorough }: Course, certainty: Certainty): boolean {
  return certainty === NEVER && !isThorough
}
