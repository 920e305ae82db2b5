import type { Reconnect } from '../../authoring/define.ts'
import { sleep } from '../../base/sleep.ts'
import { TaskError, UnreachableError } from '../../errors.ts'
import type { Host } from '../../remote/host.ts'
import { connectToTarget, machineOf, targetFor } from '../check/connect.ts'
import { delegateOf } from '../check/delegate.ts'
import { progressOf } from '../check/progress.ts'
import { invalidate } from '../state/change-tracker.ts'
import type { Checking } from '../state/task-run.ts'

/** Milliseconds before the second attempt; each further pause is twice as long. */
const FIRST_PAUSE = 500

/**
 * Closes a host's sessions and opens new ones until the host meets the task's condition. Throws TaskError with the
 * last error if that takes too long. A refused password is not retried.
 */
export async function waitForReconnect(
  { taskRun, connected }: Checking,
  { milliseconds, pause: longest, connectTimeout, what, until }: Parameters<Reconnect>[0],
): Promise<Host> {
  const { run } = taskRun.context
  const delegate = delegateOf(taskRun)
  const state = delegate ?? taskRun.host
  const target = targetFor(taskRun, state)
  const hasPassword = target.password !== undefined
  const began = performance.now()
  progressOf(taskRun)({ waitsFor: what, limit: Math.round(milliseconds / 1000) })
  let heard = 'no answer'
  for (let pause = FIRST_PAUSE; ; pause = Math.min(longest, pause * 2)) {
    await run.disconnect(state.name)
    // A task type that starts without its host has a different `reached.machine`.
    for (const machine of [connected.machine, machineOf(target)]) invalidate(run.changeTrackers, machine)
    try {
      const { host } = await connectToTarget(
        taskRun,
        connectTimeout === undefined ? target : { ...target, connectTimeout },
      )
      if (await until(host)) return host
      heard = 'no answer'
    } catch (error) {
      if (!(error instanceof UnreachableError) || (error.isFinal && hasPassword)) throw error
      heard = error.message
    }
    const left = began + milliseconds - performance.now()
    if (left <= 0 || run.signal.aborted)
      throw new TaskError(
        `timed out after ${Math.round(milliseconds / 1000)} s waiting for ${what}: ${heard}`,
      )
    await sleep(Math.min(left, pause), run.signal)
  }
}
