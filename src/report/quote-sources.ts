import type { RunEvent } from '../engine/state/events.ts'
import type { Reporter } from '../engine/state/reporter.ts'
import { taskSource } from './task-source.ts'

/** Returns a reporter that, before the first failure of a task, also gets the lines of the task in its file. */
export function quoteSources(reporter: Reporter): Reporter {
  const quoted = new Set<string>()
  return {
    ...reporter,
    event: event => {
      if (isFailure(event) && !quoted.has(event.task)) {
        quoted.add(event.task)
        const source = taskSource(event.task)
        if (source) reporter.event({ type: 'task.source', time: event.time, task: event.task, ...source })
      }
      reporter.event(event)
    },
  }
}

/** The values that `no_log` hides may be written in the task itself, so its lines are not quoted. */
function isFailure(event: RunEvent): event is RunEvent & { readonly type: 'task.result' } {
  return event.type === 'task.result' && event.status === 'failed' && event.isHidden !== true
}
