import type { TaskStep } from '../../playbook/steps.ts'
import { variablesSetBy } from '../check/earlier-items.ts'
import { ignoresUnreachable } from '../check/ignores-unreachable.ts'
import type { PlayContext } from '../state/context.ts'
import { activeOf, type HostState, includeVariables, isLost, setVariables } from '../state/host-state.ts'
import type { Result } from '../state/result.ts'
import { reasonOf } from '../steps/task-name.ts'
import { flagNow } from '../variables/flag-now.ts'
import { includedBy } from '../variables/included-vars.ts'
import { numberOr } from '../variables/keyword-values.ts'
import { asStored } from '../variables/private-variables.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import { failedTask } from './failed-task.ts'

/**
 * Applies the result of a task that runs once to the other hosts, including its failure. In lockstep, its variables
 * are set for the whole batch, also on hosts that have failed or do not run the block or include.
 */
export function shareResult(
  context: PlayContext,
  step: TaskStep,
  result: Result,
  hosts: readonly HostState[],
  isRescuable: boolean,
): void {
  const variables = asStored(step.role, variablesSetBy(step, result, reasonOf(step, undefined)))
  const included = asStored(step.role, includedBy(context, result))
  const isTogether = context.play.strategy === 'linear'
  for (const host of isTogether ? context.batch.filter(each => each.status !== 'unreachable') : hosts) {
    includeVariables(host, included)
    setVariables(host, variables)
  }
  for (const host of hosts) {
    const isLeft =
      result.status === 'unreachable' ? !ignoresUnreachable({ context, step, host }) : !result.isIgnored
    if (isLeft && (result.status === 'failed' || result.status === 'unreachable'))
      markFailed(context, step, host, result, isRescuable)
  }
}

/**
 * Updates the status of a host after a task: a failed or unreachable host drops out of the play, unless that is
 * ignored. A `rescue` receives the failure.
 */
export function updateHostStatus(
  context: PlayContext,
  step: TaskStep,
  host: HostState,
  result: Result,
  isRescuable: boolean,
): void {
  if (result.status === 'unreachable' && !ignoresUnreachable({ context, step, host }))
    host.status = 'unreachable'
  if (result.status === 'failed' && !result.isIgnored) markFailed(context, step, host, result, isRescuable)
}

function markFailed(
  context: PlayContext,
  step: TaskStep,
  host: HostState,
  result: Result,
  isRescuable: boolean,
): void {
  host.status = 'failed'
  host.awaitsRescue = isRescuable
  host.isUnclear = result.isUnclear === true
  setVariables(host, failedTask(step, scopeOf(context, host, step), result))
}

/**
 * Fails other hosts after a fatal failure: all hosts that the same `rescue` waits for, or without a `rescue` the
 * whole batch, which ends the run. The same happens if more hosts are lost than `max_fail_percentage` allows. Hosts
 * that a `rescue` waits for are not lost yet.
 */
export function applyFatalFailures(
  context: PlayContext,
  step: TaskStep,
  settled: readonly { host: HostState; result: Result }[],
  { isFatal, isRescuable }: { isFatal: boolean; isRescuable: boolean },
): void {
  const { batch, rescuable, state } = context
  const troubled = settled.find(({ host }) => isLost(host))
  if (!troubled) return
  const failAll = (hosts: readonly HostState[], awaitsRescue: boolean): void => {
    for (const host of activeOf(hosts)) markFailed(context, step, host, troubled.result, awaitsRescue)
  }
  if (isFatal || isFatalFor(context, step, troubled.host)) {
    failAll(isRescuable ? (rescuable ?? batch) : batch, isRescuable)
    if (!isRescuable) state.isAborted = true
  }
  const lost = batch.filter(host => isLost(host) && !host.awaitsRescue).length
  if ((lost * 100) / batch.length <= maxFailPercentageOf(context, troubled.host)) return
  failAll(batch, false)
  state.isAborted = true
}

function isFatalFor(context: PlayContext, step: TaskStep, host: HostState): boolean {
  return flagNow('any_errors_fatal', scopeOf(context, host, step), step.anyErrorsFatal)
}

/** Returns the percentage of hosts of a batch that may be lost before all others fail too. */
export function maxFailPercentageOf(context: PlayContext, host: HostState): number {
  const { maxFailPercentage } = context.play
  return numberOr('max_fail_percentage', maxFailPercentage, scopeOf(context, host), Number.POSITIVE_INFINITY)
}
