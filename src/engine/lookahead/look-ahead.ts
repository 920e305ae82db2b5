import type { TaskType } from '../../authoring/define.ts'
import type { InSync, Plan } from '../../authoring/plan.ts'
import { needsOneOf, ONLY_AT_RUN } from '../../functions/controller.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { keyOf } from '../check/check.ts'
import { paramSources } from '../check/written-params.ts'
import type { PlayContext } from '../state/context.ts'
import { activeOf, type HostState } from '../state/host-state.ts'
import { type LookAheadState, maxPrefetched, type Unit } from '../state/look-ahead-state.ts'
import type { Checking } from '../state/task-run.ts'
import { asExpression, sourcesOf } from '../steps/keyword-sources.ts'
import { following } from '../steps/position.ts'
import { isSelected } from '../steps/tags.ts'
import { PendingFacts } from '../variables/facts-layer.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import { prefetchChecks } from './prefetch-checks.ts'

/**
 * Starts to prefetch the checks of a host's next tasks, as far as their inputs are known, so that their probes are
 * sent together with those of the current task. `takePrefetched` uses an outcome only in the turn of its task, and
 * only if it is still valid.
 */
export function lookAhead(context: PlayContext, host: HostState, step: TaskStep): void {
  const { lookAhead: ahead } = host
  const { settings, started, stepping } = context.run
  if (!settings.looksAhead || !started.value || ahead.position === undefined) return
  // With `--step`, nothing of a task is sent before the user has confirmed it.
  if (stepping?.isAsking) return
  const isStale = ahead.tracker !== undefined && ahead.tracker.version !== ahead.version
  if (isStale) {
    ahead.prefetched.clear()
    ahead.window = 1
  }
  if (isStale || !ahead.seen.has(step)) restart(ahead, ahead.position, step)
  queueReady(host)
  if (ahead.isRunning) return
  ahead.isRunning = true
  void fillWindow(context, host).finally(() => {
    ahead.isRunning = false
  })
}

/** Returns the prefetched outcome of this check if it is still valid; undefined if the check must run now. */
export async function takePrefetched(checking: Checking): Promise<InSync | Plan | undefined> {
  const { taskRun, connected } = checking
  const { lookAhead: ahead } = taskRun.host
  const checks = ahead.prefetched.get(taskRun.step)
  if (!checks || checks.length === 0) return undefined
  const key = keyOf(checking)
  // safety: a prefetched check is used only for the same task and params
  const index = checks.findIndex(
    prefetched => prefetched.key === key && prefetched.session === connected.session,
  )
  const [prefetched] = key === undefined || index < 0 ? [] : checks.splice(index, 1)
  if (!prefetched || !(await prefetched.isValid(taskRun))) return undefined
  // A failed prefetched check is run again in its turn, because the reason for the failure may no longer apply.
  const outcome = await prefetched.outcome.catch(() => undefined)
  if (outcome?.kind === 'in-sync') ahead.window *= 2
  return outcome
}

/** Records the start of a task on a host, and the position of the run. */
export function recordTaskStart(host: HostState, step: TaskStep, at: LookAheadState['position']): void {
  host.lookAhead.position = at
  host.lookAhead.items = []
  host.lookAhead.unsettled.set(step, step.register === undefined ? [] : [step.register])
}

/** Records the end of a task on a host: the variables that it sets are known now. */
export function recordTaskEnd({ lookAhead: ahead }: HostState, step: TaskStep): void {
  ahead.unsettled.delete(step)
  ahead.prefetched.delete(step)
  if (ahead.fence === step) ahead.fence = undefined
}

function restart(ahead: LookAheadState, at: NonNullable<LookAheadState['position']>, step: TaskStep): void {
  ahead.round += 1
  ahead.version = ahead.tracker?.version ?? 0
  ahead.queue = [...ahead.items]
  ahead.upcoming = following(at)
  ahead.seen.clear()
  ahead.seen.add(step)
  ahead.deferred = []
  ahead.fence = undefined
  for (const other of ahead.unsettled.keys()) if (other !== step) ahead.unsettled.delete(other)
}

/** Queues the units that waited for a variable or a fact which is known now. */
function queueReady(host: HostState): void {
  const { lookAhead: ahead } = host
  if (ahead.deferred.length === 0) return
  const isReady = ({ needs, needsFacts }: LookAheadState['deferred'][number]): boolean =>
    (!needsFacts || host.facts !== undefined) && !needsUnsettled(ahead, needs)
  ahead.queue.unshift(...ahead.deferred.filter(isReady).map(({ unit }) => unit))
  ahead.deferred = ahead.deferred.filter(each => !isReady(each))
}

function needsUnsettled({ unsettled }: LookAheadState, needs: ReadonlySet<string>): boolean {
  return [...unsettled.values()].some(names => needsOneOf(needs, names))
}

async function fillWindow(context: PlayContext, host: HostState): Promise<void> {
  const { lookAhead: ahead } = host
  const room = Math.min(ahead.window, maxPrefetched(context.batch.length))
  const isFull = (): boolean => {
    let count = 0
    for (const looks of ahead.prefetched.values()) count += looks.length
    return count >= room
  }
  while (ahead.fence === undefined && !isFull() && !context.run.signal.aborted) {
    const unit = ahead.queue.shift() ?? nextUnit(ahead)
    if (!unit) return
    // Errors of a task are reported in its own turn.
    await prefetchUnit(context, host, unit).catch(() => {})
  }
}

function nextUnit({ upcoming, seen }: LookAheadState): Unit | undefined {
  const next = upcoming?.next()
  if (!next || next.done) return undefined
  seen.add(next.value)
  return { step: next.value }
}

async function prefetchUnit(context: PlayContext, host: HostState, unit: Unit): Promise<void> {
  const { run } = context
  const { step } = unit
  const { lookAhead: ahead } = host
  if (!unit.loop && ahead.prefetched.has(step)) return
  if (!isSelected(run, step)) return
  const type = await run.types.load(step.type)
  const needs = needsOf(context, host, unit, type)
  const isLocal = 'check' in type && type.isLocal === true
  const waits = needsUnsettled(ahead, needs)
  if (!unit.loop) ahead.unsettled.set(step, namesSetBy(step, isLocal))
  // The variables in files are known only after the files are read.
  const setsAny = step.type === 'include_vars'
  if (setsAny || ('check' in type && type.isOncePerPlay)) ahead.fence = step
  const isElsewhere = step.runOnce !== undefined && activeOf(context.batch)[0] !== host
  if (isLocal || isElsewhere || needs.has(ONLY_AT_RUN)) return
  if (waits) ahead.deferred.push({ unit, needs, needsFacts: false })
  else
    await prefetchChecks(context, host, unit, type).catch(error => {
      if (!(error instanceof PendingFacts)) throw error
      ahead.deferred.push({ unit, needs, needsFacts: error.host === host })
    })
}

function needsOf(
  context: PlayContext,
  host: HostState,
  { step, loop }: Unit,
  type: TaskType,
): ReadonlySet<string> {
  const scope = scopeOf(context, host, step)
  const sources = [
    ...paramSources(type, step.params),
    ...sourcesOf(step),
    ...step.when.map(asExpression),
    ...(step.loop && !loop ? [step.loop] : []),
  ]
  return new Set(sources.flatMap(source => [...scope.needs(source)]))
}

function namesSetBy({ register, params }: TaskStep, isLocal: boolean): string[] {
  const registered = register === undefined ? [] : [register]
  // For example `set_fact`, whose params are the variables.
  return isLocal && params.kind === 'map' ? [...registered, ...params.entries.keys()] : registered
}
