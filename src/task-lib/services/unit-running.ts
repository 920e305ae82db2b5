import type { Host } from '../../remote/host.ts'
import { type UnitScope, type UnitState, unitState } from '../../remote/probes/unit.ts'
import { unitFailure } from './unit-failure.ts'

/** The params about a unit that was started. */
interface SettlingParams {
  readonly scope: string
  readonly settle: number
  readonly state?: string | undefined
  readonly no_block: boolean
}

/** Whether a unit runs or is starting: one that waits for its quorum counts as started. */
export function isRunning({ active }: UnitState): boolean {
  return active === 'active' || active === 'activating' || active === 'reloading' || active === 'refreshing'
}

/** Whether a unit has ended and systemd will start it again in a moment. */
export function isBetweenStarts({ sub }: UnitState): boolean {
  return sub.startsWith('auto-restart')
}

/**
 * Watches a unit for the `settle` seconds after its start. Throws TaskError with its last log lines if it does not keep
 * running.
 */
export async function staysUp(
  host: Host,
  unit: string,
  { scope, settle, state, no_block }: SettlingParams,
): Promise<void> {
  const first = await host.ask(unitState(unit, scope as UnitScope))
  const until = Date.now() + settle * 1000
  for (let now = first; now !== null; now = await host.ask(unitState(unit, scope as UnitScope))) {
    const restarted = now.restarts > (first?.restarts ?? 0)
    // A oneshot unit that has finished is inactive without an error.
    const isDone = now.active === 'inactive' && now.result === 'success' && !restarted
    const isDown = now.active === 'failed' || isBetweenStarts(now) || (!isRunning(now) && !isDone)
    if (isDown || restarted) {
      throw await unitFailure(
        host,
        unit,
        scope as UnitScope,
        `${unit} ${restarted ? 'restarted' : 'stopped'} within ${settle} seconds of its start`,
      )
    }
    if (isDone && state === 'started') {
      throw await unitFailure(
        host,
        unit,
        scope as UnitScope,
        `${unit} exited within ${settle} seconds of its start without an error: it is not running`,
        { hint: '`RemainAfterExit=yes` keeps a one-shot unit active' },
      )
    }
    if (Date.now() >= until || isDone) {
      if (now.active === 'activating' && !no_block)
        throw await unitFailure(host, unit, scope as UnitScope, `${unit} did not start`)
      return
    }
    await new Promise(resolve => setTimeout(resolve, 250))
  }
}
