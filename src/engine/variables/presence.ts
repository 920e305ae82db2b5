import type { Scope } from '../../evaluation/scope.ts'
import { UnknownValueError } from '../../values/unknown.ts'

/** Whether a scope has a variable; `perhaps` if only a task gives it that may run or not. */
export function presenceOf(scope: Scope, name: string): 'yes' | 'no' | 'perhaps' {
  try {
    return scope.has(name) ? 'yes' : 'no'
  } catch (error) {
    if (error instanceof UnknownValueError) return 'perhaps'
    throw error
  }
}
