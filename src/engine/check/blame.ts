import { InputError, InputErrors, lackOf, TaskError, TaskTypeError, UnreachableError } from '../../errors.ts'
import { PendingValueError } from '../../values/deferred.ts'
import { UnknownValueError } from '../../values/unknown.ts'

/** Runs the code of a task type: an unexpected exception is a bug of the task type, and is reported as one. */
export async function runTaskTypeCode<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw taskTypeError(name, error)
  }
}

/** The error of a task type's code: unchanged if it is an expected one or this machine lacks a resource. */
function taskTypeError(name: string, error: unknown): unknown {
  const isExpected = EXPECTED.some(kind => error instanceof kind)
  return isExpected ? error : (lackOf(error) ?? new TaskTypeError(name, error))
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
