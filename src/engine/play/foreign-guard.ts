import { sleep } from '../../base/sleep.ts'
import { InputError, TaskError, UnreachableError } from '../../errors.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { machineOf } from '../check/connect.ts'
import { invalidate } from '../state/change-tracker.ts'
import type { PlayContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import { targetOf } from '../variables/connection-target.ts'
import { factsReaderOf, withFacts } from '../variables/facts.ts'
import { scopeOf } from '../variables/variable-precedence.ts'

/** Milliseconds between two queries of the host. */
const PAUSE = 1000

/** The maximum time to wait for the guard of another run, in milliseconds. */
const FOREIGN = 600_000

/**
 * Waits for the guard of another run that was killed: that guard may still roll back what this run is about to check.
 */
export async function waitForForeignGuard(
  context: PlayContext,
  task: TaskStep,
  host: HostState,
): Promise<void> {
  const { run } = context
  if (run.settings.isCheckMode) return
  const end = performance.now() + FOREIGN
  try {
    for (let isReported = false; !run.signal.aborted && performance.now() < end; isReported = true) {
      const target = await withFacts(factsReaderOf(context, task, host), () => {
        const scope = scopeOf(context, host, task)
        return targetOf(run, host, task, { variables: scope, keywords: scope })
      })
      const other = await (await run.connect(target)).host().ask(run.foreignGuard)
      if (other === undefined) return
      const message = `${other}, is about to roll back the changes of an earlier run: waiting for it to finish`
      if (!isReported) run.emit({ type: 'warning', host: host.name, message })
      await sleep(PAUSE, run.signal)
      invalidate(run.changeTrackers, machineOf(target))
    }
  } catch (error) {
    // Errors of the host are reported by its tasks.
    if (!(error instanceof UnreachableError || error instanceof TaskError || error instanceof InputError))
      throw error
  }
}
