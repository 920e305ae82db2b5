import { TaskError, UnreachableError } from '../../errors.ts'
import { errorResult } from '../check/result.ts'
import { invalidate } from '../state/change-tracker.ts'
import type { PlayContext } from '../state/context.ts'
import type { Result } from '../state/result.ts'
import type { ArmedGuard } from './guard.ts'

/** Milliseconds between two attempts to connect to a host. */
const PAUSE = 1000

/**
 * The maximum duration of a rollback in milliseconds: until units and commands have finished and the host can be
 * reached again.
 */
const GRACE = 180_000

/** The maximum time that one request waits for the rollback to end, in seconds. */
const LONGEST_WAIT = 20

/** The changes that a host rolled back, one line each; or the failed result if the outcome is unknown. */
export type Rollback = readonly string[] | Result

/** Rolls back all changes that the guards of a host have saved. */
export async function rollBack(context: PlayContext, armed: readonly ArmedGuard[]): Promise<Rollback> {
  const all = await Promise.all(
    armed.map(each => rollBackOne(context, each).catch((error: unknown) => errorResult(error))),
  )
  return all.find(outcome => !Array.isArray(outcome)) ?? (all as string[][]).flat()
}

/**
 * Rolls back one guard: immediately if the host can be reached; otherwise the host does it by itself when its time is
 * over.
 */
async function rollBackOne(
  { run }: PlayContext,
  { guard, target, machine, lastContact, seconds }: ArmedGuard,
): Promise<readonly string[]> {
  const due = lastContact + seconds * 1000
  const end = Math.max(performance.now(), due) + GRACE
  try {
    for (;;) {
      try {
        const session = await run.connect(target)
        const outcome = await guard.rollBack(session.host(), { isNow: true, seconds: LONGEST_WAIT })
        if (outcome) return outcome
      } catch (error) {
        if (!(error instanceof UnreachableError) || performance.now() > end) throw error
        await run.disconnect(target.name)
        // A refused password is not tried again before the host should have rolled back, which may make it valid
        // again.
        const isRefused = error.isFinal && target.password !== undefined
        if (isRefused && performance.now() > due + PAUSE) throw error
        await new Promise(resolve =>
          setTimeout(resolve, isRefused ? due + 2 * PAUSE - performance.now() : PAUSE),
        )
      }
      if (performance.now() > end) throw new TaskError('the rollback did not finish in time')
    }
  } finally {
    invalidate(run.changeTrackers, machine)
  }
}

/** Whether a change could not be rolled back, or the outcome is unknown. */
export function hasFailures(outcome: Rollback): boolean {
  return !Array.isArray(outcome) || outcome.some(line => line.startsWith('failed'))
}

/** Returns the result of a host that rolled back. `why` is the reason for the rollback. */
export function rolledBack(outcome: Rollback, why: string): Result {
  if (!Array.isArray(outcome)) {
    const { message = '', ...rest } = outcome as Result
    return { ...rest, message: `${why}; the outcome of the rollback is unknown: ${message}` }
  }
  const list = outcome.length > 0 ? outcome.join('; ') : 'nothing had changed'
  return {
    status: 'failed',
    changes: [],
    outputs: { put_back: outcome },
    message: `${why}; the host rolled back: ${list}`,
    ...(hasFailures(outcome) ? { hint: 'not everything could be rolled back: inspect the host' } : {}),
  }
}
