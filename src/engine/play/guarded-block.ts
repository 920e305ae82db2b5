import { sleep } from '../../base/sleep.ts'
import { InputError, TaskError, UnreachableError } from '../../errors.ts'
import type { GuardSource } from '../../playbook/keywords/guard.ts'
import type { BlockStep, TaskStep } from '../../playbook/steps.ts'
import { machineOf } from '../check/connect.ts'
import { asResult } from '../check/result.ts'
import { invalidate } from '../state/change-tracker.ts'
import type { PlayContext } from '../state/context.ts'
import { activeOf, type HostState } from '../state/host-state.ts'
import type { Result } from '../state/result.ts'
import { asTask } from '../steps/step-as-task.ts'
import { taskRef } from '../steps/task-name.ts'
import { count, emitResult } from '../task/report-result.ts'
import { targetOf } from '../variables/connection-target.ts'
import { factsReaderOf, prepare, withFacts } from '../variables/facts.ts'
import { scopeOf } from '../variables/scopes.ts'
import { type Armed, Guard } from './guard.ts'
import { failTogether, updateHostStatus } from './host-status.ts'

/** Milliseconds between two attempts to reach a host. */
const PAUSE = 1000

/** Milliseconds that a rollback may take, including units and commands, until the host can be reached again. */
const GRACE = 180_000

/** Seconds for which one request waits for a rollback. */
const LONGEST_WAIT = 20

/** Milliseconds for which the guard of another run is waited for. */
const FOREIGN = 600_000

/**
 * Runs a guarded block on its hosts, with the handlers that it notifies. A host that then answers over a new
 * connection keeps the changes; any other host rolls back, also if a task failed, the run was stopped, or the
 * controller never reconnects.
 */
export async function underGuard(
  context: PlayContext,
  step: BlockStep & { readonly guard: GuardSource },
  hosts: readonly HostState[],
  isRescuable: boolean,
  inside: (context: PlayContext) => Promise<void>,
): Promise<void> {
  const task = guardTask(step)
  const guard = new Guard(step.guard)
  const { seconds, undo } = step.guard
  await Promise.all(
    activeOf(hosts).map(async host => {
      const scope = scopeOf(context, host, task)
      // A host that cannot be asked fails in the first task of the block.
      await prepare(factsReaderOf(context, task, host), scope, [seconds, undo]).catch(() => {})
      await waitForOthers(context, task, host)
    }),
  )
  // The block's own handlers run at its end, and are undone with it; those that are due anyway wait for their time.
  const due = hosts.map(({ notified }) => [...notified])
  for (const { notified } of hosts) notified.clear()
  await inside({ ...context, guard })
  for (const [index, { notified }] of hosts.entries()) {
    notified.clear()
    for (const handler of due[index] ?? []) notified.add(handler)
  }
  const armed = await Promise.all(hosts.map(async host => ({ host, armed: await guard.armedOn(host) })))
  await settleAll(
    context,
    task,
    armed.filter(each => each.armed.length > 0),
    isRescuable,
  )
}

/** The guard, as a task in the report. */
function guardTask(step: BlockStep): TaskStep {
  const task = asTask(step, 'guard')
  if (step.name?.kind !== 'scalar') return task
  return { ...task, name: { ...step.name, value: `guard of ${String(step.name.value)}` } }
}

async function settleAll(
  context: PlayContext,
  task: TaskStep,
  armed: readonly { readonly host: HostState; readonly armed: readonly Armed[] }[],
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
      const { isKept, ...result } = await settle(context, host, armed)
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
  failTogether(context, task, settled, { isFatal: false, isRescuable })
}

type Settled = Result & { readonly isKept: boolean }

/** Ends the guards of one host: by its answer over new connections, or by what it rolls back. */
async function settle(context: PlayContext, host: HostState, armed: readonly Armed[]): Promise<Settled> {
  const { run } = context
  const isLeft = host.status === 'active' || host.status === 'ended'
  if (!run.signal.aborted && isLeft) {
    const failures = await Promise.all(armed.map(each => prove(context, each)))
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
    const told = await undo(context, armed)
    return { isKept: false, ...undone(told, `it did not answer over a new connection: ${failure}`) }
  }
  const told = await undo(context, armed)
  const result = undone(told, run.signal.aborted ? 'the run was stopped' : 'a task of the block failed')
  // The failure itself is already reported.
  if (result.status !== 'failed' || isTroubled(told) || host.status === 'unreachable')
    return { isKept: false, ...result }
  return { isKept: false, ...result, status: 'changed' }
}

/** Ends a guard over a new connection; returns the reason if that fails in the given time. */
async function prove({ run }: PlayContext, armed: Armed): Promise<string | undefined> {
  const end = armed.heard + armed.seconds * 1000
  for (;;) {
    try {
      const session = await run.connectAfresh(armed.target)
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

/** What a host rolled back, one line each, or the failed result if that is unknown. */
type Told = readonly string[] | Result

async function undo(context: PlayContext, armed: readonly Armed[]): Promise<Told> {
  const all = await Promise.all(
    armed.map(each => putBack(context, each).catch((error: unknown) => asResult(error))),
  )
  return all.find(told => !Array.isArray(told)) ?? (all as string[][]).flat()
}

/** Rolls back a host: at once if it can be reached, otherwise when its time is over. */
async function putBack(
  { run }: PlayContext,
  { guard, target, machine, heard, seconds }: Armed,
): Promise<readonly string[]> {
  const due = heard + seconds * 1000
  const end = Math.max(performance.now(), due) + GRACE
  try {
    for (;;) {
      try {
        const session = await run.connect(target)
        const told = await guard.putBack(session.host(), { isNow: true, seconds: LONGEST_WAIT })
        if (told) return told
      } catch (error) {
        if (!(error instanceof UnreachableError) || performance.now() > end) throw error
        await run.disconnect(target.name)
        // A password that is refused is not tried again before there is a reason to.
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

function isTroubled(told: Told): boolean {
  return !Array.isArray(told) || told.some(line => line.startsWith('failed'))
}

function undone(told: Told, why: string): Result {
  if (!Array.isArray(told)) {
    const { message = '', ...rest } = told as Result
    return { ...rest, message: `${why}; the outcome of the rollback is unknown: ${message}` }
  }
  const list = told.length > 0 ? told.join('; ') : 'nothing had changed'
  return {
    status: 'failed',
    changes: [],
    outputs: { put_back: told },
    message: `${why}; the host rolled back: ${list}`,
    ...(isTroubled(told) ? { hint: 'not everything could be rolled back: inspect the host' } : {}),
  }
}

/** The guard of a run that was killed may still roll back what this one is about to look at. */
async function waitForOthers(context: PlayContext, task: TaskStep, host: HostState): Promise<void> {
  const { run } = context
  if (run.settings.isCheckMode) return
  const end = performance.now() + FOREIGN
  try {
    for (let isTold = false; !run.signal.aborted && performance.now() < end; isTold = true) {
      const target = await withFacts(factsReaderOf(context, task, host), () => {
        const scope = scopeOf(context, host, task)
        return targetOf(run, host, task, { variables: scope, keywords: scope })
      })
      const other = await (await run.connect(target)).host().ask(run.foreignGuard)
      if (other === undefined) return
      const message = `${other}, is about to roll back the changes of an earlier run: waiting for it to finish`
      if (!isTold) run.emit({ type: 'warning', host: host.name, message })
      await sleep(PAUSE, run.signal)
      invalidate(run.changeTrackers, machineOf(target))
    }
  } catch (error) {
    // Errors of the host are reported by its tasks.
    if (!(error instanceof UnreachableError || error instanceof TaskError || error instanceof InputError))
      throw error
  }
}
