import type { Acting } from '../state/acting.ts'
import { flagNow } from '../variables/flag-now.ts'
import { scopeOf } from '../variables/variable-precedence.ts'

/** Whether a task lets it pass that its host is lost (`ignore_unreachable`). */
export function ignoresLoss({ context, step, host }: Pick<Acting, 'context' | 'step' | 'host'>): boolean {
  return flagNow('ignore_unreachable', scopeOf(context, host, step), step.ignoreUnreachable)
}
