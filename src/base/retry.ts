import { sleep } from './sleep.ts'

/** When and how often `retry` repeats an attempt. */
export interface RetryOptions {
  /** Milliseconds before the second attempt; each further pause is twice as long. */
  readonly firstPause: number
  /** The longest pause in milliseconds, before its random part. */
  readonly longestPause?: number
  /** When it aborts, the current pause and all further attempts end. */
  readonly signal: AbortSignal
  /**
   * Returns the longest pause in milliseconds after the given number of failed attempts: `Infinity` sets no limit,
   * and undefined gives up and throws the error.
   */
  readonly pauseWithin: (error: unknown, failed: number) => number | undefined
}

/**
 * Repeats an attempt until it succeeds, `pauseWithin` gives up, or the signal is aborted. Pauses grow, and each is
 * between half and one and a half times its length, so that attempts that failed at the same time are not repeated at
 * the same time.
 */
export async function retry<T>(
  attempt: (failed: number) => Promise<T>,
  { firstPause, longestPause = Number.POSITIVE_INFINITY, signal, pauseWithin }: RetryOptions,
): Promise<T> {
  for (let failed = 0; ; failed += 1) {
    try {
      return await attempt(failed)
    } catch (error) {
      const bound = signal.aborted ? undefined : pauseWithin(error, failed + 1)
      if (bound === undefined) throw error
      const pause = Math.min(longestPause, firstPause * 2 ** failed) * (0.5 + Math.random())
      await sleep(Math.min(bound, pause), signal)
      if (signal.aborted) throw error
    }
  }
}
