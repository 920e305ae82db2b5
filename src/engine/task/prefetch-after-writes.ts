import type { InSync, Plan } from '../../authoring/plan.ts'
import { check } from '../check/check.ts'
import { lookAhead } from '../lookahead/look-ahead.ts'
import { prefetch } from '../lookahead/prefetch.ts'
import { invalidate } from '../state/change-tracker.ts'
import type { Checking, PrefetchedCheck } from '../state/task-run.ts'

/** The checks that are prefetched while a plan is applied, right after its last write. */
interface ApplyPrefetch {
  readonly writes: number
  /** The prefetched check after the apply, if it is still valid. */
  readonly recheck: PrefetchedCheck | undefined
  /** Must be called before the task sends a probe. */
  readonly onAsk: () => void
}

/**
 * Prefetches checks as soon as the last expected write was sent: `again`, the check after the apply, and the checks
 * of the next tasks.
 */
export function prefetchAfterWrites(
  { taskRun, name, connected }: Checking,
  recheckOf: Checking | undefined,
): ApplyPrefetch {
  const { context, host, step } = taskRun
  const { changeTrackers, writesOf } = context.run
  const expected = writesOf.get(name) ?? 1
  const invalidateEarlier = (): void => {
    early.recheck = undefined
    invalidate(changeTrackers, connected.machine)
  }
  const early: { -readonly [field in keyof ApplyPrefetch]: ApplyPrefetch[field] } = {
    writes: 0,
    recheck: undefined,
    onAsk: () => {
      // The apply still continues: checks that were prefetched already may have run too early.
      if (early.writes >= expected) invalidateEarlier()
    },
  }
  connected.hooks.onWrite = () => {
    invalidateEarlier()
    early.writes += 1
    if (early.writes !== expected) return
    queueMicrotask(() => {
      if (recheckOf) early.recheck = prefetch(recheckOf)
      lookAhead(context, host, step)
    })
  }
  return early
}

/**
 * Returns the outcome of the check after an apply: the prefetched outcome if it is still valid, otherwise that of a
 * new check.
 */
export async function checkAgain(
  checking: Checking,
  prefetched: PrefetchedCheck | undefined,
): Promise<InSync | Plan> {
  const isValid = prefetched !== undefined && (await prefetched.isValid(checking.taskRun))
  return (isValid ? await prefetched.outcome.catch(() => undefined) : undefined) ?? check(checking)
}
