import type { TaskRun } from '../state/task-run.ts'
import { flagNow } from '../variables/flag-now.ts'
import { scopeOf } from '../variables/variable-precedence.ts'

/** Whether a task's `ignore_unreachable` is true, so that the play continues when the host is unreachable. */
export function ignoresUnreachable({
  context,
  step,
  host,
}: Pick<TaskRun, 'context' | 'step' | 'host'>): boolean {
  return flagNow('ignore_unreachable', scopeOf(context, host, step), step.ignoreUnreachable)
}
