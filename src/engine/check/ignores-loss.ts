import type { Acting } from '../state/acting.ts'
import { flagNow } from '../variables/flag-now.ts'
import { scopeOf } from '../variables/variable-precedence.ts'

/** Whether a task's `ignore_unreachable` is true, so that the play continues when the host is unreachable. */
export function ignoresLoss({ context, step, host }: Pick<Acting, 'context' | 'step' | 'host'>): boolean {
  return flagNow('ignore_unreachable', scopeOf(context, host, step), step.ignoreUnreachable)
}
