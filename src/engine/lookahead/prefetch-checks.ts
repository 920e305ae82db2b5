import type { TaskType } from '../../authoring/define.ts'
import { bindParams } from '../check/bind.ts'
import { connectedHost, targetFor } from '../check/connect.ts'
import { readsEarlierItems } from '../check/earlier-items.ts'
import { expandComposed } from '../check/expand-composed.ts'
import { loopUnits } from '../check/loop-items.ts'
import { evaluateAll } from '../check/when.ts'
import type { PlayContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import type { Unit } from '../state/look-ahead-state.ts'
import type { Checking, ConnectedHost, TaskRun } from '../state/task-run.ts'
import { taskRef } from '../steps/task-name.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import { prefetch } from './prefetch.ts'

/**
 * Starts the checks of one task or one loop item. For a task with a loop, queues its items instead. Throws
 * PendingFacts, InputError and UnknownValueError.
 */
export async function prefetchChecks(
  context: PlayContext,
  host: HostState,
  unit: Unit,
  type: TaskType,
): Promise<void> {
  const { lookAhead: ahead } = host
  const { step } = unit
  const base = scopeOf(context, host, step)
  if (step.loop && !unit.loop) {
    // Later items may read variables that earlier ones set, so their probes are not known yet.
    if (readsEarlierItems(step, type, base)) return
    ahead.queue.unshift(...loopUnits(step, base.render(step.loop), base))
    return
  }
  const scope = unit.loop ? base.extend(unit.loop) : base
  if (evaluateAll(step.when, scope) !== true) return
  const bound = bindParams(step.type, type, step.params, scope)
  if ('unknown' in bound) return
  const taskRun: TaskRun = { context, step, host, scope, ref: taskRef(step, scope), isPrefetch: true }
  for await (const checking of expandComposed(taskRun, step.type, type, bound.params, connectIfOpen)) {
    await startPrefetch(checking)
  }
}

/**
 * Returns the host over its open or pending session; undefined if there is none. A prefetch never opens a connection.
 */
async function connectIfOpen(
  taskRun: TaskRun,
  host: HostState,
  isDelegated: boolean,
): Promise<ConnectedHost | undefined> {
  const { run } = taskRun.context
  const { lookAhead: ahead } = taskRun.host
  const target = targetFor(taskRun, host)
  const session = run.findSession(target)
  if (!session) return undefined
  const reached = connectedHost(session, target, taskRun)
  if (!isDelegated && ahead.tracker === undefined) {
    ahead.tracker = run.changeTrackers.of(reached.machine)
    ahead.version = ahead.tracker.version
  }
  return reached
}

/**
 * Starts the check of the current task while its host is still being connected to. Its probes and those of the next
 * tasks are sent right after the program of the shell.
 */
export async function prefetchWhileConnecting(
  checking: Omit<Checking, 'connected'>,
  host: HostState,
  isDelegated: boolean,
): Promise<void> {
  const { taskRun } = checking
  const { looksAhead } = taskRun.context.run.settings
  const session = looksAhead ? taskRun.context.run.findSession(targetFor(taskRun, host)) : undefined
  if (!session || session.isOpen) return
  const connected = await connectIfOpen(taskRun, host, isDelegated)
  if (connected) await startPrefetch({ ...checking, connected })
}

async function startPrefetch(checking: Checking): Promise<void> {
  const { step, host } = checking.taskRun
  const { lookAhead: ahead } = host
  const { round } = ahead
  const prefetched = prefetch(checking)
  ahead.prefetched.set(step, [...(ahead.prefetched.get(step) ?? []), prefetched])
  prefetched.outcome.then(
    outcome => {
      const isFence = outcome.kind === 'plan' && !checking.isCheckMode
      if (isFence && ahead.round === round) ahead.fence ??= step
    },
    () => {},
  )
  await prefetched.started
}
