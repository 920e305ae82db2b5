import { type InputError, InputErrors, inputErrorsOf } from '../errors.ts'

/** Input errors found so far; reading continues after each, so that all of them are reported. */
export type Problems = InputError[]

/** Runs a look at some part of the input; what is wrong with it is noted, and undefined given. */
export function attempt<T>(problems: Problems, look: () => T): T | undefined {
  try {
    return look()
  } catch (error) {
    problems.push(...inputErrorsOf(error))
    return undefined
  }
}

/** Throws what was noted: one InputError as it is, several as InputErrors. */
export function throwProblems(problems: Problems): void {
  const [first] = problems
  if (first === undefined) return
  throw problems.length === 1 ? first : new InputErrors(problems)
}
