import type { BlockStep, IncludeStep, Step } from '../../playbook/steps.ts'
import { Unknown } from '../../values/unknown.ts'
import type { PlayContext } from '../state/context.ts'
import { activeOf, type HostState, reactivate } from '../state/host-state.ts'
import type { Position } from '../state/look-ahead-state.ts'
import { hasEnded } from '../state/play-state.ts'
import { before } from '../steps/position.ts'
import { hasSelected, isChosen, isSelected } from '../steps/tags.ts'
import { runBlockLoop } from './block-loop.ts'
import { runUntil } from './block-retry.ts'
import { isConfirmed } from './confirm-step.ts'
import { runGuarded } from './guarded-block.ts'
import { runNotified } from './handlers.ts'
import { recordRoleEnd, yetToRun } from './roles.ts'
import { runInclude } from './run-include.ts'
import { failAll, runTaskStep } from './run-task-step.ts'

/**
 * Runs steps in order on hosts in lockstep: no host starts a step before all have finished the previous one. Failed
 * hosts drop out. `isRescuable` means that a surrounding `rescue` waits for them.
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
    if (active.length === 0 || hasEnded(context)) return
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
  if (step.kind === 'block' && step.roleRun) {
    const own = yetToRun(context, step.roleRun, hosts)
    await runBlock(context, step, own, isRescuable, at)
    recordRoleEnd(context, step.roleRun, own)
  } else if (step.kind === 'block') await runBlock(context, step, hosts, isRescuable, at)
  else if (step.kind === 'include') {
    if (!isChosen(context.run, step)) return
    if (!step.ofAction && !(await isConfirmed(context, step, hosts, { isRescuable }))) return
    await runInclude(context, step, hosts, isRescuable, inclusion =>
      runSteps(context, inclusion.steps, inclusion.hosts, isRescuable, at),
    )
  } else if (isSelected(context.run, step)) {
    if (!(await isConfirmed(context, step, hosts, { isRescuable }))) return
    const flushing = await runTaskStep(context, step, hosts, isRescuable, { at })
    await flushHandlers(context, flushing, { isRescuable })
  }
}

/** Runs the handlers that were notified so far. `isLast` means that no other flush follows. */
export function flushHandlers(
  context: PlayContext,
  hosts: readonly HostState[],
  { isRescuable = false, isLast = false }: { readonly isRescuable?: boolean; readonly isLast?: boolean } = {},
): Promise<void> {
  return runNotified(context, hosts, isLast, async (handler, notified) => {
    if (!(await isConfirmed(context, handler, notified, { isRescuable, isHandler: true }))) return
    if (handler.kind === 'task')
      await runTaskStep(context, handler, notified, isRescuable, { isHandler: true })
    else await runIncludingHandler(context, handler, notified, isRescuable)
  })
}

/**
 * Runs the tasks that a handler includes, regardless of the selected tags. On hosts where it is unknown whether the
 * handler was notified, their results are unknown.
 */
async function runIncludingHandler(
  context: PlayContext,
  handler: IncludeStep,
  hosts: readonly HostState[],
  isRescuable: boolean,
): Promise<void> {
  const step = { ...handler, inner: { ...handler.inner, tags: [...handler.inner.tags, 'always'] } }
  const byReason = new Map<string | undefined, HostState[]>()
  for (const host of hosts) {
    const reason = host.possiblyNotified.get(handler)
    byReason.set(reason, [...(byReason.get(reason) ?? []), host])
  }
  for (const [reason, some] of byReason) {
    const within = reason === undefined ? context : { ...context, uncertain: new Unknown(reason) }
    await runInclude(within, step, some, isRescuable, ({ steps, hosts: taking }) =>
      runSteps(within, steps, taking, isRescuable),
    )
  }
}

/** Returns the context for the tasks of a block, with its `rescue`. */
function withRescue(context: PlayContext, step: BlockStep, hosts: readonly HostState[]): PlayContext {
  const { rescue, rescueUnreachable } = step
  if (rescue.length === 0) return context
  return {
    ...context,
    rescuable: hosts,
    ...(rescueUnreachable ? { rescuesUnreachable: rescueUnreachable } : {}),
  }
}

async function runBlock(
  context: PlayContext,
  step: BlockStep,
  hosts: readonly HostState[],
  isRescuable: boolean,
  at: Position,
): Promise<void> {
  const { loop } = step
  if (loop) {
    if (!hasSelected(context.run, step)) return
    return runBlockLoop(context, { ...step, loop }, hosts, isRescuable, round => {
      const after = round.next ? before([round.next], at) : at
      return runBlock(round.context, round.block, round.hosts, isRescuable, after)
    })
  }
  const always = before(step.always, at)
  const isRescued = isRescuable || step.rescue.length > 0
  const { guard } = step
  const within = withRescue(context, step, hosts)
  const runTasks = (inside: PlayContext): Promise<void> => runBody(inside, step, hosts, isRescued, always)
  if (!guard) await runTasks(within)
  else {
    await runGuarded(within, { ...step, guard }, hosts, isRescued, async inside => {
      await runTasks(inside)
      if (!context.run.signal.aborted)
        await flushHandlers(inside, hosts, { isRescuable: isRescued, isLast: true })
    })
  }
  const failed = hosts.filter(host => host.status === 'failed' && host.awaitsRescue)
  if (step.rescue.length > 0 && failed.length > 0) {
    for (const host of failed) reactivate(host)
    await runSteps(context, step.rescue, failed, isRescuable, always)
  }
  if (step.always.length === 0) return
  await runAlways(context, step.always, hosts, isRescuable, at)
}

/**
 * Runs the tasks of a block's `always`. Hosts that had failed before stay failed after it, unless it has cleared
 * their errors.
 */
async function runAlways(
  context: PlayContext,
  steps: readonly Step[],
  hosts: readonly HostState[],
  isRescuable: boolean,
  at: Position,
): Promise<void> {
  const failed = hosts
    .filter(host => host.status === 'failed')
    .map(host => ({ host, cleared: host.errorsCleared }))
  for (const { host } of failed) host.status = 'active'
  await runSteps(context, steps, hosts, isRescuable, at)
  for (const { host, cleared } of failed)
    if (host.status === 'active' && host.errorsCleared === cleared) host.status = 'failed'
}

/** Runs the tasks of a block's `block`, and repeats them as its `until` and `retries` specify. */
async function runBody(
  context: PlayContext,
  step: BlockStep,
  hosts: readonly HostState[],
  isRescuable: boolean,
  after: Position,
): Promise<void> {
  const { retry } = step
  if (!retry) return runSteps(context, step.block, hosts, isRescuable, after)
  await runUntil(context, { ...step, retry }, hosts, isRescuable, (within, trying, isCaught) =>
    runSteps(within, step.block, trying, isCaught, after),
  )
}
