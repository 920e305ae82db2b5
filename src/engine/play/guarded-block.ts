import { sleep } from '../../base/sleep.ts'
import { TaskError, UnreachableError } from '../../errors.ts'
import type { GuardSource } from '../../playbook/keywords/guard.ts'
import type { BlockStep, TaskStep } from '../../playbook/steps.ts'
import type { PlayContext } from '../state/context.ts'
import { activeOf, type HostState } from '../state/host-state.ts'
import type { Result } from '../state/result.ts'
import { asTask } from '../steps/step-as-task.ts'
import { taskRef } from '../steps/task-name.ts'
import { count, emitResult } from '../task/report-result.ts'
import { factsReaderOf, prepare } from '../variables/facts.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import { waitForForeignGuard } from './foreign-guard.ts'
import { type ArmedGuard, Guard } from './guard.ts'
import { applyFatalFailures, updateHostStatus } from './host-status.ts'
import { hasFailures, rollBack, rolledBack } from './roll-back.ts'

/** Milliseconds between two attempts to connect to a host. */
const PAUSE = 1000

/**
 * Runs a guarded block on its hosts, with the handlers that it notifies. A host that then answers over a new
 * connection keeps the changes. Any other host rolls back, also if a task failed, the run was stopped, or the
 * controller never reconnects.
 */
export async function runGuarded(
  context: PlayContext,
  step: BlockStep & { readonly guard: GuardSource },
  hosts: readonly HostState[],
  isRescuable: boolean,
  runInside: (context: PlayContext) => Promise<void>,
): Promise<void> {
  const task = guardTask(step)
  const guard = new Guard(step.guard)
  const { seconds, undo } = step.guard
  await Promise.all(
    activeOf(hosts).map(async host => {
      const scope = scopeOf(context, host, task)
      // If the host's facts cannot be gathered, the first task of the block reports the error.
      await prepare(factsReaderOf(context, task, host), scope, [seconds, undo]).catch(() => {})
      await waitForForeignGuard(context, task, host)
    }),
  )
  // Handlers that the block notifies run at its end and are rolled back with it. Handlers that were notified before
  // run at their usual
  // time.
  const due = hosts.map(({ notified }) => [...notified])
  for (const { notified } of hosts) notified.clear()
  await runInside({ ...context, guard })
  for (const [index, { notified }] of hosts.entries()) {
    notified.clear()
    for (const handler of due[index] ?? []) notified.add(handler)
  }
  const armed = await Promise.all(hosts.map(async host => ({ host, armed: await guard.armedOn(host) })))
  await finishGuards(
    context,
    task,
    armed.filter(each => each.armed.length > 0),
    isRescuable,
  )
}

/** Returns the guard as a task, for reports. */
function guardTask(step: BlockStep): TaskStep {
  const task = asTask(step, 'guard')
  if (step.name?.kind !== 'scalar') return task
  return { ...task, name: { ...step.name, value: `guard of ${String(step.name.value)}` } }
}

async function finishGuards(
  context: PlayContext,
  task: TaskStep,
  armed: readonly { readonly host: HostState; readonly armed: readonly ArmedGuard[] }[],
  isRescuable: boolean,
): Promise<void> {
  const [first] = armed
  if (!first) return
  const { run } = context
  const ref = taskRef(task, scopeOf(context, first.host, task))
  run.emit({ type: 'task.start', ...ref, hosts: armed.map(({ host }) => host.name), isHandler: false })
  const settled = await Promise.all(
    armed.map(async ({ host, armed }) => {
      const began = performance.now()
      const wasLost = host.status === 'unreachable'
      const { isKept, ...result } = await keepOrRollBack(context, host, armed)
      run.emit({ type: 'guard.end', host: host.name, isKept })
      // The host is reachable again, in its old state.
      if (wasLost && result.status !== 'unreachable') {
        host.status = 'failed'
        host.awaitsRescue = isRescuable
      }
      const scope = scopeOf(context, host, task)
      count(host, result, isRescuable)
      emitResult(context, task, host, result, {
        scope,
        milliseconds: Math.round(performance.now() - began),
        isRescuable,
      })
      return { host, result }
    }),
  )
  run.emit({ type: 'task.end', ...ref })
  for (const { host, result } of settled) updateHostStatus(context, task, host, result, isRescuable)
  applyFatalFailures(context, task, settled, { isFatal: false, isRescuable })
}

type GuardResult = Result & { readonly isKept: boolean }

/** Ends the guards of one host: keeps its changes if it answers over new connections, otherwise rolls them back. */
async function keepOrRollBack(
  context: PlayContext,
  host: HostState,
  armed: readonly ArmedGuard[],
): Promise<GuardResult> {
  const { run } = context
  const isLeft = host.status === 'active' || host.status === 'ended'
  if (!run.signal.aborted && isLeft) {
    const failures = await Promise.all(armed.map(each => testNewConnection(context, each)))
    const failure = failures.find(each => each !== undefined)
    if (failure === undefined) {
      return {
        isKept: true,
        status: 'ok',
        changes: [],
        outputs: {},
        message: 'the host answers over a new connection',
      }
    }
    const outcome = await rollBack(context, armed)
    return { isKept: false, ...rolledBack(outcome, `it did not answer over a new connection: ${failure}`) }
  }
  const outcome = await rollBack(context, armed)
  const result = rolledBack(
    outcome,
    run.signal.aborted ? 'the run was stopped' : 'a task of the block failed',
  )
  // The failure itself is already reported.
  if (result.status !== 'failed' || hasFailures(outcome) || host.status === 'unreachable')
    return { isKept: false, ...result }
  return { isKept: false, ...result, status: 'changed' }
}

/** Disarms a guard over a new connection. Returns the reason if that is not possible in time. */
async function testNewConnection({ run }: PlayContext, armed: ArmedGuard): Promise<string | undefined> {
  const end = armed.lastContact + armed.seconds * 1000
  for (;;) {
    try {
      const session = await run.connectNew(armed.target)
      try {
        return (await armed.guard.disarm(session.host())) ? undefined : 'not in time'
      } finally {
        await session.close()
      }
    } catch (error) {
      if (!(error instanceof UnreachableError || error instanceof TaskError)) throw error
      const isOver = performance.now() + PAUSE > end || run.signal.aborted
      if (isOver || (error instanceof UnreachableError && error.isFinal)) return error.message
    }
    await sleep(PAUSE, run.signal)
  }
}
