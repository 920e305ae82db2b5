import { InputError, InputErrors } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { ConditionSource } from '../../playbook/keywords/values.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { Unknown } from '../../values/unknown.ts'
import type { Result } from '../state/result.ts'
import { reasonOf } from '../steps/task-name.ts'
import { asFlag } from '../variables/keyword-values.ts'
import { errorResult, hasChanged, registeredValue, unknownResult } from './result.ts'
import { evaluateAll } from './when.ts'

/** Applies `changed_when`, `failed_when` and `ignore_errors`, in this order, to the result of a task. */
export function applyConditions(step: TaskStep, scope: Scope, result: Result): Result {
  if (result.status === 'skipped' || result.status === 'unreachable' || result.status === 'unknown')
    return result
  const changed = applyChangedWhen(step, scope, result)
  const failed = changed.status === 'unknown' ? changed : applyFailedWhen(step, scope, changed)
  return applyIgnoreErrors(step, scope, failed)
}

function applyChangedWhen(step: TaskStep, scope: Scope, result: Result): Result {
  if (!step.changedWhen?.length) return result
  const changed = evaluateKeyword('changed_when', step.changedWhen, { step, scope, result })
  const isFailed = result.status === 'failed'
  if (changed instanceof Unknown)
    return isFailed ? result : { ...result, status: 'unknown', message: `depends on ${changed.reason}` }
  if (typeof changed === 'object') return changed
  if (isFailed) return { ...result, isChanged: changed }
  return { ...result, status: changed ? 'changed' : 'ok', isInventoryChanged: false }
}

function applyFailedWhen(step: TaskStep, scope: Scope, result: Result): Result {
  if (!step.failedWhen?.length) return result
  const failed = evaluateKeyword('failed_when', step.failedWhen, { step, scope, result })
  if (failed instanceof Unknown) return result.isPredicted ? result : unknownResult(failed)
  if (typeof failed === 'object') return failed
  const judged = { ...result, outputs: { ...result.outputs, failed_when_result: failed } }
  const isChanged = hasChanged(result)
  if (!failed) return { ...judged, status: isChanged ? 'changed' : 'ok' }
  return { ...judged, status: 'failed', isChanged, message: judged.message ?? '`failed_when` is true' }
}

/**
 * Evaluates `changed_when` or `failed_when` for a result. If the conditions cannot be evaluated, returns a failed
 * result with the same outputs.
 */
function evaluateKeyword(
  keyword: 'changed_when' | 'failed_when',
  conditions: readonly ConditionSource[],
  { step, scope, result }: { step: TaskStep; scope: Scope; result: Result },
): boolean | Unknown | Result {
  try {
    return evaluateAll(conditions, withResult(step, scope, result))
  } catch (error) {
    if (!(error instanceof InputError || error instanceof InputErrors)) throw error
    const { message = '', hint } = errorResult(error)
    const outputs = { ...result.outputs, [`${keyword}_result`]: message }
    const isChanged = hasChanged(result)
    // The task's own failure is more informative than the error of the condition.
    if (result.status === 'failed') return { ...result, outputs }
    return { ...result, status: 'failed', isChanged, outputs, message, ...(hint ? { hint } : {}) }
  }
}

/** Marks a failure as ignored if `ignore_errors` is true. */
export function applyIgnoreErrors(step: TaskStep, scope: Scope, result: Result): Result {
  if (result.status !== 'failed' || !step.ignoreErrors) return result
  try {
    const isIgnored = asFlag(
      'ignore_errors',
      scope.renderOptional(step.ignoreErrors),
      step.ignoreErrors.place,
    )
    return isIgnored ? { ...result, isIgnored } : result
  } catch (error) {
    if (error instanceof InputError) return result
    throw error
  }
}

/** Returns the task's variables with its own result under the name that it registers. */
export function withResult(step: TaskStep, scope: Scope, result: Result): Scope {
  return withRegistered(step, scope, registeredValue(result, reasonOf(step, scope)))
}

/** Returns the task's variables with a value for its result, for the conditions that are evaluated after the task. */
export function withRegistered({ register }: TaskStep, scope: Scope, value: unknown): Scope {
  if (register !== undefined) return scope.extend(new Map([[register, { value }]]))
  return scope.advising(name => `if it is the result of this task, set \`register: ${name}\` on the task`)
}

/** Whether `no_log` hides the output of the task. An unknown value hides it too. */
export function isSilent(step: TaskStep, scope: Scope | undefined): boolean {
  if (!step.noLog) return false
  try {
    return scope === undefined || asFlag('no_log', scope.renderOptional(step.noLog), step.noLog.place)
  } catch {
    return true
  }
}
