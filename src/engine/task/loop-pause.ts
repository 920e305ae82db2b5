import { sleep } from '../../base/sleep.ts'
import type { Inherited } from '../../playbook/keywords/inherit.ts'
import type { LoopControl } from '../../playbook/keywords/loop-control.ts'
import type { PlayContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import { factsReaderOf, withFacts } from '../variables/facts.ts'
import { numberOr } from '../variables/keyword-values.ts'
import { scopeOf } from '../variables/variable-precedence.ts'

/**
 * Waits before the next item of a loop for the seconds of its `pause`. After the wait, checks that were prefetched
 * before it are stale.
 */
export async function pauseBeforeItem(
  context: PlayContext,
  step: Inherited,
  host: HostState,
  { pause }: LoopControl,
): Promise<void> {
  if (!pause) return
  const { run } = context
  const seconds = await withFacts(factsReaderOf(context, step, host), () =>
    numberOr('pause', pause, scopeOf(context, host, step), 0),
  )
  await sleep(seconds * 1000, run.signal)
  run.changeTrackers.invalidateAll()
}
