import {
  controllerErrorOf,
  InputError,
  InputErrors,
  TaskError,
  TaskTypeError,
  UnreachableError,
} from '../../errors.ts'
import { PendingValueError } from '../../values/deferred.ts'
import { UnknownValueError } from '../../values/unknown.ts'

/** Runs the code of a task type. Reports an unexpected exception as a bug of the task type (TaskTypeError). */
export async function runTaskTypeCode<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw taskTypeError(name, error)
  }
}

/**
 * Converts the error of a task type's code: expected errors and those about a missing resource of the controller stay
 * unchanged, any other becomes a TaskTypeError.
 */
function taskTypeError(name: string, error: unknown): unknown {
  const isExpected = EXPECTED.some(kind => error instanceof kind)
  return isExpected ? error : (controllerErrorOf(error) ?? new TaskTypeError(name, error))
}

const EXPECTED = [
  TaskError,
  UnreachableError,
  InputError,
  InputErrors,
  UnknownValueError,
  PendingValueError,
  TaskTypeError,
]
