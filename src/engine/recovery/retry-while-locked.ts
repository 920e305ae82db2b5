import { retry } from '../../base/retry.ts'
import { BusyError, SameMachineError } from '../../errors.ts'
import { progressOf } from '../check/progress.ts'
import type { TaskRun } from '../state/task-run.ts'

/**
 * Milliseconds for which a task retries even without `--lock-wait`: if two runs start together, both back off first.
 */
const TIE = 1500

/** The maximum pause between two attempts, in milliseconds. */
const PAUSE = 2000

/**
 * Runs `attempt` as soon as no other run holds the host's lock; each attempt checks the host again. Throws BusyError
 * if that takes longer than `--lock-wait`. If this run itself holds the lock under another inventory name, waits only
 * briefly.
 */
export async function retryWhileLocked<T>(taskRun: TaskRun, attempt: () => Promise<T>): Promise<T> {
  const { context, host } = taskRun
  const { settings, signal, emit } = context.run
  const longest = Math.max(TIE, settings.lockWait * 1000)
  const began = performance.now()
  let isReported = false
  const pauseWithin = (error: unknown): number | undefined => {
    const limit = error instanceof SameMachineError ? TIE : longest
    const left = began + limit - performance.now()
    if (!(error instanceof BusyError) || left <= 0) return undefined
    if (!isReported && limit > TIE && performance.now() > began + TIE) {
      isReported = true
      emit({ type: 'warning', host: host.name, message: `${error.message}: waiting for it to finish` })
      progressOf(taskRun)({ waitsFor: 'the other run to finish', limit: settings.lockWait })
    }
    return left
  }
  return retry(attempt, { firstPause: 50, longestPause: PAUSE, signal, pauseWithin })
}
