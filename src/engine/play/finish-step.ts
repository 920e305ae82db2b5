import type { TaskStep } from '../../playbook/steps.ts'
import { applyIgnoreErrors } from '../check/conditions.ts'
import type { PlayContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import type { Result } from '../state/result.ts'
import { count, emitResult } from '../task/report-result.ts'
import { rescuableResult } from '../task/rescuable-result.ts'
import { factsReaderOf, prepare } from '../variables/facts.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import { applyFatalFailures, updateHostStatus } from './host-status.ts'

/** The result of an include or block on a host. */
export interface HostResult {
  readonly host: HostState
  readonly result: Result
}

/** Reports the results of an include or block, which is given as a task, and updates the status of the hosts. */
export async function finishStep(
  context: PlayContext,
  task: TaskStep,
  hostResults: readonly HostResult[],
  isRescuable: boolean,
): Promise<void> {
  for (const { host } of hostResults)
    await prepare(factsReaderOf(context, task, host), scopeOf(context, host, task), [
      task.name,
      task.ignoreErrors,
    ])
  const results = hostResults.map(({ host, result }) => {
    const scope = scopeOf(context, host, task)
    const own = rescuableResult(context, task, host, result)
    return { host, scope, result: applyIgnoreErrors(task, scope, own) }
  })
  for (const { host, scope, result } of results) {
    count(host, result, isRescuable)
    emitResult(context, task, host, result, { scope, milliseconds: 0, isRescuable })
    updateHostStatus(context, task, host, result, isRescuable)
  }
  applyFatalFailures(context, task, results, { isFatal: false, isRescuable })
}
