import type { InSync, Plan } from '../../authoring/plan.ts'
import { check } from '../check/check.ts'
import { lookAhead } from '../lookahead/look-ahead.ts'
import { prefetch } from '../lookahead/prefetch.ts'
import type { Checking, PrefetchedCheck } from '../state/acting.ts'
import { invalidate } from '../state/change-tracker.ts'

/** The checks that are prefetched while a plan is applied, right after its last write. */
interface EarlyLook {
  readonly writes: number
  /** The prefetched check after the apply, if it is still valid. */
  readonly look: PrefetchedCheck | undefined
  /** Must be called before the task sends a probe. */
  readonly onAsk: () => void
}

/**
 * Prefetches checks as soon as the last expected write was sent: `again`, the check after the apply, and the checks
 * of the next
 * tasks.
 */
export function lookEarly({ acting, name, reached }: Checking, again: Checking | undefined): EarlyLook {
  const { context, host, step } = acting
  const { changeTrackers, writesOf } = context.run
  const expected = writesOf.get(name) ?? 1
  const stir = (): void => {
    early.look = undefined
    invalidate(changeTrackers, reached.machine)
  }
  const early: { -readonly [field in keyof EarlyLook]: EarlyLook[field] } = {
    writes: 0,
    look: undefined,
    onAsk: () => {
      // The apply still continues: checks that were prefetched already may have run too early.
      if (early.writes >= expected) stir()
    },
  }
  reached.watch.onWrite = () => {
    stir()
    early.writes += 1
    if (early.writes !== expected) return
    queueMicrotask(() => {
      if (again) early.look = prefetch(again)
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
  look: PrefetchedCheck | undefined,
): Promise<InSync | Plan> {
  const isTrue = look !== undefined && (await look.holds(checking.acting))
  return (isTrue ? await look.outcome.catch(() => undefined) : undefined) ?? check(checking)
}
