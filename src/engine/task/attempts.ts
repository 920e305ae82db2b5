import { sleep } from '../../base/sleep.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { BlockRetry } from '../../playbook/steps.ts'
import type { PlayContext } from '../state/context.ts'
import type { TaskRef } from '../state/events.ts'
import type { HostState } from '../state/host-state.ts'
import { numberOr } from '../variables/keyword-values.ts'

/** The number of attempts of a task or a block, and the delay between them. */
export interface Attempts {
  readonly attempts: number
  /** Milliseconds between two attempts. */
  readonly delay: number
}

/**
 * Returns the attempts that `until`, `retries` and `delay` of a task or a block specify. Throws InputError or
 * UnknownValueError.
 */
export function attemptsOf({ until, retries, delay }: BlockRetry, scope: Scope): Attempts {
  return {
    attempts: 1 + numberOr('retries', retries, scope, until ? 3 : 0),
    delay: numberOr('delay', delay, scope, 5) * 1000,
  }
}

/**
 * Reports that another attempt follows, and waits until it is due. After the wait, checks that were prefetched before
 * it are stale.
 */
export async function pauseBeforeRetry(
  { run }: PlayContext,
  ref: TaskRef,
  { name }: HostState,
  { attempt, attempts, delay }: Attempts & { readonly attempt: number },
): Promise<void> {
  run.emit({ type: 'task.retry', ...ref, host: name, attempt, attempts })
  await sleep(delay, run.signal)
  run.changeTrackers.invalidateAll()
}
