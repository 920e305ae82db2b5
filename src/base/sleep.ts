import { timerDelay } from './timer-delay.ts'

/** Waits for a time in milliseconds; resolves early when the signal is aborted. */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, timerDelay(milliseconds))
    signal.addEventListener('abort', done, { once: true })
    if (signal.aborted) done()
  })
}
