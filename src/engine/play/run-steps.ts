import type { BlockStep, Step } from '../../playbook/steps.ts'
import type { PlayContext } from '../state/context.ts'
import { activeOf, bringBack, type HostState } from '../state/host-state.ts'
import type { Position } from '../state/look-ahead-state.ts'
import { before } from '../steps/position.ts'
import { isChosen, isSelected } from '../steps/tags.ts'
import { underGuard } from './guarded-block.ts'
import { noteRoleEnd, yetToRun } from './roles.ts'
import { runInclude } from './run-include.ts'
import { failAll, flushHandlers, runTaskStep } from './run-task-step.ts'

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
  if (step.kind === 'block' && step.roleRun) {
    const own = yetToRun(context, step.roleRun, hosts)
    await runBlock(context, step, own, isRescuable, at)
    noteRoleEnd(context, step.roleRun, own)
  } else if (step.kind === 'block') await runBlock(context, step, hosts, isRescuable, at)
  else if (step.kind === 'include') {
    if (!isChosen(context.run, step)) return
    await runInclude(context, step, hosts, isRescuable, inclusion =>
      runSteps(context, inclusion.steps, inclusion.hosts, isRescuable, at),
    )
  } else if (isSelected(context.run, step)) await runTaskStep(context, step, hosts, isRescuable, { at })
}

/** True if the run was stopped, or the play was by `meta: end_play` or too many failures. */
export function isOver({ run, state }: PlayContext): boolean {
  return run.signal.aborted || state.isEnded || state.isBatchEnded
}

/** What the tasks of a block know of its `rescue`. */
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
  const always = before(step.always, at)
  const isRescued = isRescuable || step.rescue.length > 0
  const { guard } = step
  const within = withRescue(context, step, hosts)
  if (!guard) await runSteps(within, step.block, hosts, isRescued, always)
  else {
    await underGuard(within, { ...step, guard }, hosts, isRescued, async inside => {
      await runSteps(inside, step.block, hosts, isRescued, always)
      if (!context.run.signal.aborted) await flushHandlers(inside, hosts, isRescued)
    })
  }
  const failed = hosts.filter(host => host.status === 'failed' && host.awaitsRescue)
  if (step.rescue.length > 0 && failed.length > 0) {
    for (const host of failed) bringBack(host)
    await runSteps(context, step.rescue, failed, isRescuable, always)
  }
  if (step.always.length === 0) return
  const stillFailed = hosts.filter(host => host.status === 'failed')
  for (const host of stillFailed) host.status = 'active'
  await runSteps(context, step.always, hosts, isRescuable, at)
  for (const host of stillFailed) if (host.status === 'active') host.status = 'failed'
}
