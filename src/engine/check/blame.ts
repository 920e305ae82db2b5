import { InputError, InputErrors, lackOf, TaskError, TaskTypeError, UnreachableError } from '../../errors.ts'
import { PendingValueError } from '../../values/deferred.ts'
import { UnknownValueError } from '../../values/unknown.ts'

/** Does the work of a task type: what it throws and did not foresee is its own fault, and is called that. */
export async function runTaskTypeCode<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw taskTypeError(name, error)
  }
}

/** An error of a task type's work: as it is where it was foreseen or this machine lacks something. */
function taskTypeError(name: string, error: unknown): unknown {
  const isForeseen = FORESEEN.some(kind => error instanceof kind)
  return isForeseen ? error : (lackOf(error) ?? new TaskTypeError(name, error))
}

const FORESEEN = [
  TaskError,
  UnreachableError,
  InputError,
  InputErrors,
  UnknownValueError,
  PendingValueError,
  TaskTypeError,
]
