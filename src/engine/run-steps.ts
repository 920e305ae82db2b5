import pLimit from 'p-limit'
import type { BlockStep, Step, TaskStep } from '../config/steps.ts'
import { showPlace } from '../errors.ts'
import { failTogether, shareResult, takeStanding } from './consequences.ts'
import type { PlayContext } from './context.ts'
import { notify, runNotified } from './handlers.ts'
import { activeOf, type HostState } from './host-state.ts'
import { includeFor } from './inclusions.ts'
import { taskRef } from './name.ts'
import { actsOnce } from './once.ts'
import { taskKey } from './past.ts'
import { before, type Position } from './position.ts'
import { asResult, type Result } from './result.ts'
import { settleTask } from './run-task.ts'
import { isSelected } from './select.ts'
import { count, emitResult } from './settled.ts'
import { asTask } from './step-as-task.ts'
import { underGuard } from './under-guard.ts'
import { scopeOf } from './variables.ts'

/**
 * Runs steps in order over hosts in lockstep: no host begins a step before all have settled the one before.
 * Hosts that fail leave; `isRescuable` says that a `rescue` around waits for them.
 */
export async function runSteps(
  context: PlayContext,
  steps: readonly Step[],
  hosts: readonly HostState[],
  isRescuable = false,
  after?: Position,
): Promise<void> {
  for (const [index, step] of steps.entries()) {
    const active = activeOf(hosts)
    if (active.length === 0 || isOver(context)) return
    const at = { steps, index, after }
    await runStep(context, step, active, isRescuable, at).catch(error =>
      failAll(context, step, active, isRescuable, error),
    )
  }
}

async function runStep(
  context: PlayContext,
  step: Step,
  hosts: readonly HostState[],
  isRescuable: boolean,
  at: Position,
): Promise<void> {
  if (step.kind === 'block') await runBlock(context, step, hosts, isRescuable, at)
  else if (step.kind === 'include') {
    for (const inclusion of includeFor(context, step, hosts)) {
      await runSteps(context, inclusion.steps, inclusion.hosts, isRescuable, at)
    }
  } else if (isSelected(context.run, step)) await runTaskStep(context, step, hosts, isRescuable, { at })
}

/** What is wrong with a step itself (a file to include that is not there) fails it on every host. */
function failAll(
  context: PlayContext,
  step: Step,
  hosts: readonly HostState[],
  isRescuable: boolean,
  error: unknown,
): void {
  const result = asResult(error)
  const task = step.kind === 'task' ? step : asTask(step, step.kind === 'include' ? 'include_tasks' : 'block')
  for (const host of hosts) {
    if (host.standing !== 'active') continue
    host.standing = 'failed'
    count(host, result, isRescuable)
    emitResult(context, task, host, result, undefined, 0, { isRescuable })
  }
}

/** True where the run was stopped, or the play was by `meta: end_play` or too many failures. */
export function isOver({ run, state }: PlayContext): boolean {
  return run.signal.aborted || state.isEnded || state.isBatchEnded
}

/** Runs one task on all of its hosts, then draws the consequences: notify, control, any_errors_fatal. */
export async function runTaskStep(
  context: PlayContext,
  step: TaskStep,
  hosts: readonly HostState[],
  isRescuable: boolean,
  { at, isHandler = false }: { at?: Position; isHandler?: boolean },
): Promise<void> {
  const isOnce = await actsOnce(context, step, hosts)
  const [first] = hosts
  if (!first) return
  const acting = isOnce ? [first] : hosts
  const ref = taskRef(step, scopeOf(context, first, step))
  context.run.emit({ type: 'task.start', ...ref, hosts: acting.map(host => host.name), isHandler })
  const throttle = step.throttle
    ? Number(scopeOf(context, first, step).renderOptional(step.throttle) ?? 0)
    : 0
  const limit = throttle > 0 ? pLimit(throttle) : undefined
  const settled = await Promise.all(
    acting.map(async host => {
      const settle = (): Promise<Result> =>
        context.run.limit(() => settleTask(context, step, host, isRescuable, at))
      return { host, result: await (limit ? limit(settle) : settle()) }
    }),
  )
  context.run.emit({ type: 'task.end', ...ref })
  if (isOnce) shareResult(step, settled[0]?.result, first, hosts)
  for (const { host, result } of settled) {
    takeStanding(context, step, host, result)
    if (step.notify.length > 0) notifyFor(context, step, host, result)
  }
  const control = settled.find(({ result }) => result.control)?.result.control
  if (control) await obey(context, control, settled, isRescuable)
  failTogether(context, step, settled, hosts, isOnce)
}

/** What changed is told to its handlers; so is what had changed in the run that is taken up again, before they could run. */
function notifyFor(context: PlayContext, step: TaskStep, host: HostState, { status }: Result): void {
  const { run } = context
  const ref = taskRef(step, scopeOf(context, host, step))
  const key = taskKey(ref)
  const isOwed = status === 'ok' && run.past?.takeOwed(host.name, key)
  if (status !== 'changed' && status !== 'unknown' && !isOwed) return
  const reason = status === 'unknown' ? `whether \`${ref.name}\` (${ref.task}) changes anything` : undefined
  const handlers = step.notify.flatMap(name => notify(context, step, host, name, reason))
  const places = handlers.map(({ place }) => showPlace(place))
  run.emit({ type: 'task.notify', ...ref, host: host.name, key, handlers: places })
}

/** Runs the handlers that are notified so far. */
export function flushHandlers(
  context: PlayContext,
  hosts: readonly HostState[],
  isRescuable = false,
): Promise<void> {
  return runNotified(context, hosts, (handler, notified) =>
    runTaskStep(context, handler, notified, isRescuable, { isHandler: true }),
  )
}

async function runBlock(
  context: PlayContext,
  step: BlockStep,
  hosts: readonly HostState[],
  isRescuable: boolean,
  at: Position,
): Promise<void> {
  const always = before(step.always, at)
  const isRescued = isRescuable || step.rescue.length > 0
  const { guard } = step
  if (!guard) await runSteps(context, step.block, hosts, isRescued, always)
  else {
    await underGuard(context, { ...step, guard }, hosts, isRescued, async inside => {
      await runSteps(inside, step.block, hosts, isRescued, always)
      if (!context.run.signal.aborted) await flushHandlers(inside, hosts, isRescued)
    })
  }
  const failed = hosts.filter(host => host.standing === 'failed')
  if (step.rescue.length > 0 && failed.length > 0) {
    for (const host of failed) host.standing = 'active'
    await runSteps(context, step.rescue, failed, isRescuable, always)
  }
  if (step.always.length === 0) return
  const stillFailed = hosts.filter(host => host.standing === 'failed')
  for (const host of stillFailed) host.standing = 'active'
  await runSteps(context, step.always, hosts, isRescuable, at)
  for (const host of stillFailed) if (host.standing === 'active') host.standing = 'failed'
}

async function obey(
  context: PlayContext,
  control: NonNullable<Result['control']>,
  settled: readonly { host: HostState; result: Result }[],
  isRescuable: boolean,
): Promise<void> {
  const asked = settled.filter(({ result }) => result.control === control).map(({ host }) => host)
  if (control === 'flush_handlers') await flushHandlers(context, context.batch, isRescuable)
  if (control === 'end_host') for (const host of asked) host.standing = 'ended'
  if (control === 'end_batch') context.state.isBatchEnded = true
  if (control === 'end_play') context.state.isEnded = true
  if (control === 'clear_facts') for (const host of asked) clearFacts(host)
  if (control === 'clear_host_errors')
    for (const host of context.hosts) if (host.standing !== 'ended') host.standing = 'active'
  if (control === 'reset_connection') await Promise.all(asked.map(host => context.run.disconnect(host.name)))
}

function clearFacts(host: HostState): void {
  delete host.facts
  host.epoch.count += 1
}
