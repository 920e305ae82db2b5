import type { Scope } from '../../evaluation/scope.ts'
import { UnknownValueError } from '../../values/unknown.ts'

/** Whether a scope has a variable; `perhaps` if only a task that may not run would set it. */
export function presenceOf(scope: Scope, name: string): 'yes' | 'no' | 'perhaps' {
  try {
    return scope.has(name) ? 'yes' : 'no'
  } catch (error) {
    if (error instanceof UnknownValueError) return 'perhaps'
    throw error
  }
}
