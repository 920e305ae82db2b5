import { sleep } from './sleep.ts'

export interface RetryOptions {
  /** Milliseconds before the second attempt; each further pause is twice as long. */
  readonly firstPause: number
  /** Milliseconds that no pause exceeds, before its random part. */
  readonly longestPause?: number
  /** Ends a pause, and with it the attempts. */
  readonly signal: AbortSignal
  /**
   * The maximum pause in milliseconds after the given number of failed attempts: `Infinity` sets no bound, and
   * undefined gives up, with the error.
   */
  readonly pauseWithin: (error: unknown, failed: number) => number | undefined
}

/**
 * Makes attempts until one succeeds, `pauseWithin` gives up, or the signal is aborted. Pauses grow, and each is between half and
 * one and a half times its length, so that those that failed together do not come back together.
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
