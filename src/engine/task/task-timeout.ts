import { delegateOf } from '../check/delegate.ts'
import type { Acting } from '../state/acting.ts'
import type { Result } from '../state/result.ts'

/**
 * Makes an attempt that `timeout` bounds: what is not over in its time fails, and the sessions of its host are closed, so that
 * nothing of it is waited for or tried again.
 */
export async function inTime(
  acting: Acting,
  seconds: number,
  attempt: (acting: Acting) => Promise<Result>,
): Promise<Result> {
  if (seconds === 0) return attempt(acting)
  const { context, host } = acting
  const over = new AbortController()
  const run = { ...context.run, signal: AbortSignal.any([context.run.signal, over.signal]) }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Result>(resolve => {
    timer = setTimeout(() => {
      over.abort()
      resolve(timedOut(seconds))
    }, seconds * 1000)
  })
  const result = await Promise.race([attempt({ ...acting, context: { ...context, run } }), late])
  clearTimeout(timer)
  if (over.signal.aborted) await context.run.disconnect((delegateOf(acting) ?? host).name)
  return result
}

function timedOut(seconds: number): Result {
  return {
    status: 'failed',
    changes: [],
    outputs: { timedout: { period: seconds } },
    message: `it did not finish within its \`timeout\` of ${seconds} s and was stopped`,
    hint: 'what it started on the host may still be running',
  }
}
