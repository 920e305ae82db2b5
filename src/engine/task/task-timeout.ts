import { timerDelay } from '../../base/timer-delay.ts'
import { lateJob } from '../../task-lib/jobs.ts'
import { delegateOf } from '../check/delegate.ts'
import type { Result } from '../state/result.ts'
import type { AsyncSettings, TaskRun } from '../state/task-run.ts'

/** The maximum duration of an attempt, and the keyword that sets it. */
interface TimeLimit {
  readonly keyword: 'timeout' | 'async'
  readonly seconds: number
}

/**
 * Returns the time limit of an attempt: the shorter of `timeout` and, for a task that does not become a job, `async`.
 * 0 seconds means no limit.
 */
export function limitOf(timeout: number, asyncSettings: AsyncSettings | undefined): TimeLimit | undefined {
  const own = asyncSettings && !asyncSettings.isDetached ? asyncSettings.seconds : 0
  if (own > 0 && (timeout === 0 || own < timeout)) return { keyword: 'async', seconds: own }
  return timeout > 0 ? { keyword: 'timeout', seconds: timeout } : undefined
}

/**
 * Runs an attempt within a time limit. An attempt that exceeds it fails, and the sessions of its host are closed, so
 * that Drover neither waits for it nor retries it.
 */
export async function withTimeLimit(
  taskRun: TaskRun,
  limit: TimeLimit | undefined,
  attempt: (taskRun: TaskRun) => Promise<Result>,
): Promise<Result> {
  if (limit === undefined) return attempt(taskRun)
  const { context, host } = taskRun
  const expiry = new AbortController()
  const run = { ...context.run, signal: AbortSignal.any([context.run.signal, expiry.signal]) }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Result>(resolve => {
    timer = setTimeout(
      () => {
        expiry.abort()
        resolve(timedOut(taskRun.step.type, limit))
      },
      timerDelay(limit.seconds * 1000),
    )
  })
  const result = await Promise.race([attempt({ ...taskRun, context: { ...context, run } }), late])
  clearTimeout(timer)
  if (expiry.signal.aborted) await context.run.disconnect((delegateOf(taskRun) ?? host).name)
  return result
}

function timedOut(type: string, { keyword, seconds }: TimeLimit): Result {
  return {
    status: 'failed',
    changes: [],
    outputs:
      keyword === 'async'
        ? { msg: lateJob(seconds) }
        : { msg: actionTimedOut(type, seconds), timedout: { period: seconds } },
    message: `it did not finish within its \`${keyword}\` of ${seconds} s and was stopped`,
    hint: 'what it started on the host may still be running',
  }
}

/** Returns the message of ansible-core for a task that exceeded its `timeout`. */
function actionTimedOut(type: string, seconds: number): string {
  return `The ${type} action failed to execute in the expected time frame (${seconds}) and was terminated`
}
