import type { Scope } from '../../evaluation/scope.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { isSilent } from '../check/conditions.ts'
import type { PlayContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import type { Result } from '../state/result.ts'
import { taskRef } from '../steps/task-name.ts'
import { checkModeOf } from '../variables/keyword-values.ts'

/** Adds a result to the host's tally. */
export function count(host: HostState, result: Result, isRescuable: boolean): void {
  const { tally } = host
  if (result.isIgnored) tally.ignored += 1
  else if (result.status === 'failed' && isRescuable) tally.rescued += 1
  else tally[result.status] += 1
}

interface Reported {
  readonly scope: Scope | undefined
  readonly milliseconds: number
  readonly item?: string
  readonly isRescuable?: boolean
}

/** Reports how a task, or one item of its loop, ended on a host. */
export function emitResult(
  context: PlayContext,
  step: TaskStep,
  host: HostState,
  result: Result,
  { scope, milliseconds, ...more }: Reported,
): void {
  const isHidden = isSilent(step, scope)
  const hidden = {
    message: result.status === 'failed' ? 'hidden by `no_log`' : undefined,
    changes: result.changes.map(({ resource, action }) => ({ resource, action })),
    outputs: {},
  }
  const shown = isHidden ? hidden : result
  for (const message of warningsIn(shown.outputs)) {
    context.run.emit({ type: 'warning', host: host.name, message })
  }
  context.run.emit({
    type: 'task.result',
    ...taskRef(step, scope),
    host: host.name,
    status: result.status,
    changes: shown.changes,
    outputs: shown.outputs,
    ...(more.item === undefined ? {} : { item: isHidden ? '(hidden by `no_log`)' : more.item }),
    ...(shown.message === undefined ? {} : { message: shown.message }),
    ...(result.hint === undefined || isHidden ? {} : { hint: result.hint }),
    ...(isPredicted(context, step, result, scope) ? { isPredicted: true } : {}),
    ...(step.diff && result.isDiffShown !== undefined ? { isDiffShown: result.isDiffShown } : {}),
    ...(isHidden ? { isHidden: true } : {}),
    ...(result.isUnclear ? { isUnclear: true } : {}),
    isIgnored: result.isIgnored ?? false,
    isRescued: more.isRescuable === true && result.status === 'failed' && !result.isIgnored,
    ...(result.delegatedTo === undefined ? {} : { delegatedTo: result.delegatedTo }),
    milliseconds,
  })
}

/**
 * Whether the status is a prediction: the run is a dry run, or the task's own `check_mode` is set. `check_mode:
 * false` makes a task really run in a dry run.
 */
function isPredicted(
  { run }: PlayContext,
  step: TaskStep,
  { status }: Result,
  scope: Scope | undefined,
): boolean {
  if (status !== 'changed' && status !== 'unknown') return false
  return scope === undefined ? run.settings.isCheckMode : checkModeOf(run, step, scope)
}

/**
 * Returns the warnings among a task's outputs: the task did what its params say, but that may not be what was
 * intended.
 */
function warningsIn({ warnings }: { readonly [field: string]: unknown }): string[] {
  return Array.isArray(warnings) ? warnings.filter(each => typeof each === 'string') : []
}
