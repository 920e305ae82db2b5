import { type InputError, InputErrors, inputErrorsOf } from '../errors.ts'

/** The input errors found so far. Reading continues after each, so that all of them are reported. */
export type Problems = InputError[]

/**
 * Runs a function that reads a part of the input. If it throws input errors, adds them to `problems` and returns
 * undefined.
 */
export function attempt<T>(problems: Problems, read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    problems.push(...inputErrorsOf(error))
    return undefined
  }
}

/** Throws the collected problems, if any: a single one as it is, several as InputErrors. */
export function throwProblems(problems: Problems): void {
  const [first] = problems
  if (first === undefined) return
  throw problems.length === 1 ? first : new InputErrors(problems)
}
