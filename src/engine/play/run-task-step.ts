import pLimit, { type LimitFunction } from 'p-limit'
import { InputError, InputErrors, showPlace } from '../../errors.ts'
import type { Step, TaskStep } from '../../playbook/steps.ts'
import { errorResult } from '../check/result.ts'
import { refreshInventory } from '../state/add-to-inventory.ts'
import type { PlayContext } from '../state/context.ts'
import type { Status } from '../state/events.ts'
import { activeOf, clearFacts, type HostState, reactivate } from '../state/host-state.ts'
import type { Position } from '../state/look-ahead-state.ts'
import type { Result } from '../state/result.ts'
import { taskKey } from '../state/resume-state.ts'
import { asTask, handlerAsTask, typeOfInclude } from '../steps/step-as-task.ts'
import { taskName, taskRef } from '../steps/task-name.ts'
import { count, emitResult } from '../task/report-result.ts'
import { rescuableResult } from '../task/rescuable-result.ts'
import { runTask } from '../task/run-task.ts'
import { factsReaderOf, prepare, withFacts } from '../variables/facts.ts'
import { numberOr } from '../variables/keyword-values.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import { handlersNamed, notify } from './handlers.ts'
import { applyFatalFailures, shareResult, updateHostStatus } from './host-status.ts'
import { recordRoleTask } from './roles.ts'
import { runOnceScopeOf, sharedResult } from './run-once.ts'

interface How {
  readonly at?: Position
  readonly isHandler?: boolean
}

/**
 * Runs one task on all of its hosts, or once for all of them, then handles its consequences: notified handlers,
 * control such as `end_play`, and `any_errors_fatal`. Returns the hosts on which the notified handlers must run now.
 */
export async function runTaskStep(
  context: PlayContext,
  step: TaskStep,
  hosts: readonly HostState[],
  isRescuable: boolean,
  how: How,
): Promise<readonly HostState[]> {
  const runOnce = await runOnceScopeOf(context, step, hosts)
  const [first, ...others] = hosts
  if (!first) return []
  if (!runOnce) return (await runOn(context, step, [first, ...others], { ...how, isRescuable })).flushing
  const { known, share: shareWithOthers } = sharedResult(context, step, first, runOnce)
  if (known) {
    shareResult(context, step, await known, hosts, isRescuable)
    return []
  }
  try {
    const { result, flushing } = await runOn(context, step, [first], { ...how, isRescuable }, others)
    shareWithOthers(result)
    return flushing.length > 0 ? hosts : []
  } catch (error) {
    shareWithOthers(errorResult(error))
    throw error
  }
}

/** Runs one task on hosts. `others` share the result of the first host. */
async function runOn(
  context: PlayContext,
  step: TaskStep,
  hosts: readonly [HostState, ...HostState[]],
  { at, isHandler = false, isRescuable }: How & { readonly isRescuable: boolean },
  others?: readonly HostState[],
): Promise<{ readonly result: Result; readonly flushing: readonly HostState[] }> {
  const [first] = hosts
  const scope = scopeOf(context, first, step)
  await prepare(factsReaderOf(context, step, first), scope, [step.name, step.throttle])
  const ref = taskRef(step, scope)
  context.run.emit({ type: 'task.start', ...ref, hosts: hosts.map(host => host.name), isHandler })
  const limit = throttleOf(context, step, first)
  const results = await Promise.all(
    hosts.map(async host => {
      const settle = (): Promise<Result> =>
        context.run.limit(() => runTask(context, step, host, isRescuable, at))
      return { host, result: await (limit ? limit(settle) : settle()) }
    }),
  )
  context.run.emit({ type: 'task.end', ...ref })
  const [{ result }] = results as [(typeof results)[number]]
  if (others) shareResult(context, step, result, others, isRescuable)
  for (const { host, result } of results) {
    recordRoleTask(context, step, host, result.status)
    updateHostStatus(context, step, host, result, isRescuable)
    if (step.notify.length === 0) continue
    await notifyFor(context, step, host, result).catch(error =>
      failAll(context, step, [host], isRescuable, error),
    )
  }
  const control = results.find(({ result }) => result.control)?.result.control
  if (control) await applyControl(context, step, control, { settled: results, isRescuable })
  applyFatalFailures(context, step, results, { isFatal: others !== undefined, isRescuable })
  const flushing = results.filter(each => each.result.control === 'flush_handlers')
  return { result, flushing: flushing.map(({ host }) => host) }
}

/** Returns the limit for a task with `throttle`: the number of hosts that run it at the same time. */
function throttleOf(context: PlayContext, step: TaskStep, host: HostState): LimitFunction | undefined {
  const most = step.throttle ? numberOr('throttle', step.throttle, scopeOf(context, host, step), 0) : 0
  if (most === 0) return undefined
  const { throttles } = context.state
  const key = `${most} ${showPlace(step.place)}`
  const limit = throttles.get(key) ?? pLimit(most)
  throttles.set(key, limit)
  return limit
}

/**
 * Notifies the handlers of a task that changed something, once for each changed item of a loop. In a resumed run,
 * also notifies those of earlier changes whose handlers have not run.
 */
async function notifyFor(
  context: PlayContext,
  step: TaskStep,
  host: HostState,
  result: Result,
): Promise<void> {
  const { run } = context
  const scope = scopeOf(context, host, step)
  const ref = taskRef(step, scope)
  const key = taskKey(ref)
  const isOwed = result.status === 'ok' && run.resumeState?.takePending(host.name, key) === true
  const mayHaveChanged = (status: Status): boolean => status === 'changed' || status === 'unknown' || isOwed
  if (!mayHaveChanged(result.status)) return
  const items = result.items ?? [{ status: result.status, variables: new Map() }]
  const telling = items.filter(({ status }) => mayHaveChanged(status))
  const reason = `whether \`${ref.name}\` (${ref.task}) changes anything`
  const notified = await withFacts(factsReaderOf(context, step, host), () =>
    telling.flatMap(({ status, variables }) =>
      step.notify.flatMap(source =>
        namesIn(scope.extend(variables).renderOptional(source)).map(name => ({
          status,
          handlers: handlersNamed(context, host, name, source),
        })),
      ),
    ),
  )
  for (const { status, handlers } of notified)
    notify(host, handlers, status === 'unknown' ? reason : undefined)
  const handlers = [...new Set(notified.flatMap(each => each.handlers))]
  const names = handlers.map(handler => taskName(handlerAsTask(handler), scopeOf(context, host, handler)))
  const places = handlers.map(({ place }) => showPlace(place))
  run.emit({ type: 'task.notify', ...ref, host: host.name, key, handlers: places, names })
}

/** Returns the names in a rendered `notify`: one name, a list of names, or none. */
function namesIn(rendered: unknown): string[] {
  if (rendered === undefined) return []
  return (Array.isArray(rendered) ? rendered : [rendered]).map(String)
}

/** Fails a step on all of these hosts, because of an error in the step itself. */
export function failAll(
  context: PlayContext,
  step: Step,
  hosts: readonly HostState[],
  isRescuable: boolean,
  error: unknown,
): void {
  const found = errorResult(error)
  const task =
    step.kind === 'task' ? step : asTask(step, step.kind === 'include' ? typeOfInclude(step) : 'block')
  const settled = activeOf(hosts).map(host => ({
    host,
    result: rescuableResult(context, task, host, found),
  }))
  for (const { host, result } of settled) {
    count(host, result, isRescuable)
    emitResult(context, task, host, result, { scope: undefined, milliseconds: 0, isRescuable })
    updateHostStatus(context, task, host, result, isRescuable)
  }
  applyFatalFailures(context, task, settled, { isFatal: false, isRescuable })
}

async function applyControl(
  context: PlayContext,
  step: TaskStep,
  control: NonNullable<Result['control']>,
  { settled, isRescuable }: { settled: readonly { host: HostState; result: Result }[]; isRescuable: boolean },
): Promise<void> {
  const asked = settled.filter(({ result }) => result.control === control).map(({ host }) => host)
  if (control === 'end_host') for (const host of asked) host.status = 'ended'
  if (control === 'end_batch') context.state.isBatchEnded = true
  if (control === 'end_play') context.state.isEnded = true
  if (control === 'refresh_inventory') refresh(context, step, asked, isRescuable)
  if (control === 'clear_facts') for (const host of asked) clearAllFacts(host)
  if (control === 'clear_host_errors') for (const host of context.hosts) clearErrors(host)
  if (control === 'reset_connection') await Promise.all(asked.map(host => context.run.disconnect(host.name)))
}

function clearAllFacts(host: HostState): void {
  host.cachedFacts.clear()
  clearFacts(host)
}

/**
 * Clears the errors of a host. As in Ansible, an unreachable host becomes active immediately, and a failed one from
 * the next play on.
 */
function clearErrors(host: HostState): void {
  host.errorsCleared += 1
  host.cleared = { ...host.tally }
  if (host.status === 'unreachable') reactivate(host)
  if (host.status === 'failed' && !host.awaitsRescue) host.status = 'ended'
}

/** Reads the inventory again. If that fails, the task fails and the inventory does not change. */
function refresh(
  context: PlayContext,
  step: TaskStep,
  hosts: readonly HostState[],
  isRescuable: boolean,
): void {
  try {
    refreshInventory(context)
  } catch (error) {
    if (!(error instanceof InputError || error instanceof InputErrors)) throw error
    failAll(context, step, hosts, isRescuable, error)
  }
}
