import { timerDelay } from '../../base/timer-delay.ts'
import { lateJob } from '../../task-lib/jobs.ts'
import { delegateOf } from '../check/delegate.ts'
import type { Acting, AsyncWish } from '../state/acting.ts'
import type { Result } from '../state/result.ts'

/** How long an attempt may take, and the keyword that says so. */
interface TimeLimit {
  readonly keyword: 'timeout' | 'async'
  readonly seconds: number
}

/** The limit of an attempt: that of `timeout` or, of a task that does not become a job, that of `async`; none for 0 seconds. */
export function limitOf(timeout: number, wish: AsyncWish | undefined): TimeLimit | undefined {
  const own = wish && !wish.isDetached ? wish.seconds : 0
  if (own > 0 && (timeout === 0 || own < timeout)) return { keyword: 'async', seconds: own }
  return timeout > 0 ? { keyword: 'timeout', seconds: timeout } : undefined
}

/**
 * Makes an attempt that such a limit bounds: what is not over in its time fails, and the sessions of its host are closed, so that
 * nothing of it is waited for or tried again.
 */
export async function inTime(
  acting: Acting,
  limit: TimeLimit | undefined,
  attempt: (acting: Acting) => Promise<Result>,
): Promise<Result> {
  if (limit === undefined) return attempt(acting)
  const { context, host } = acting
  const over = new AbortController()
  const run = { ...context.run, signal: AbortSignal.any([context.run.signal, over.signal]) }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Result>(resolve => {
    timer = setTimeout(
      () => {
        over.abort()
        resolve(timedOut(acting.step.type, limit))
      },
      timerDelay(limit.seconds * 1000),
    )
  })
  const result = await Promise.race([attempt({ ...acting, context: { ...context, run } }), late])
  clearTimeout(timer)
  if (over.signal.aborted) await context.run.disconnect((delegateOf(acting) ?? host).name)
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

/** What ansible-core says of a task that its `timeout` ended. */
function actionTimedOut(type: string, seconds: number): string {
  return `The ${type} action failed to execute in the expected time frame (${seconds}) and was terminated`
}
