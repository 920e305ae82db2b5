import type { InSync, Plan } from '../../authoring/plan.ts'
import { check } from '../check/check.ts'
import { lookAhead } from '../lookahead/look-ahead.ts'
import { prefetch } from '../lookahead/prefetch.ts'
import type { Checking, PrefetchedCheck } from '../state/acting.ts'
import { invalidate } from '../state/change-tracker.ts'

/** What is looked at while a plan is carried out, behind its last write. */
interface EarlyLook {
  readonly writes: number
  /** The check that follows, if it is still true. */
  readonly look: PrefetchedCheck | undefined
  /** Called before the task asks something. */
  readonly onAsk: () => void
}

/** Looks ahead as soon as the last write is on its way: at `again`, the check after it, and at the next tasks. */
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
      // It is not over yet: what was looked at early may have come too early.
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

/** What a check says now: what an early look said, where that is still true. */
export async function checkAgain(
  checking: Checking,
  look: PrefetchedCheck | undefined,
): Promise<InSync | Plan> {
  const isTrue = look !== undefined && (await look.holds(checking.acting))
  return (isTrue ? await look.outcome.catch(() => undefined) : undefined) ?? check(checking)
}
