import type { ConditionSource, TaskStep } from '../config/steps.ts'
import { type Source, showPlace } from '../errors.ts'
import type { Scope } from '../values/scope.ts'
import { Unknown } from '../values/unknown.ts'
import { taskName } from './name.ts'
import { type Result, registered } from './result.ts'
import { asFlag } from './target.ts'

/** Applies `changed_when`, `failed_when` and `ignore_errors` to what the task did. */
export function judge(step: TaskStep, scope: Scope, result: Result): Result {
  if (result.status === 'skipped' || result.status === 'unreachable' || result.status === 'unknown')
    return result
  let judged = result
  if (step.failedWhen) {
    const failed = holds(step.failedWhen, withResult(step, scope, judged), 'some')
    if (failed instanceof Unknown) return result.isPredicted ? result : unknownResult(failed)
    if (failed) judged = { ...judged, status: 'failed', message: judged.message ?? '`failed_when` holds' }
    else if (judged.status === 'failed') judged = { ...judged, status: 'changed' }
  }
  if (step.changedWhen && judged.status !== 'failed') {
    const changed = holds(step.changedWhen, withResult(step, scope, judged))
    if (changed instanceof Unknown)
      return { ...judged, status: 'unknown', message: `depends on ${changed.reason}` }
    judged = { ...judged, status: changed ? 'changed' : 'ok' }
  }
  return ignoring(step, scope, judged)
}

/** Marks a failure that `ignore_errors` lets pass. */
export function ignoring(step: TaskStep, scope: Scope, result: Result): Result {
  if (result.status !== 'failed' || !step.ignoreErrors) return result
  const isIgnored = asFlag('ignore_errors', scope.renderOptional(step.ignoreErrors), step.ignoreErrors.place)
  return isIgnored ? { ...result, isIgnored } : result
}

/** The task's variables with its own result under the name that it registers. */
export function withResult(step: TaskStep, scope: Scope, result: Result): Scope {
  const value = registered(result, `the result of \`${taskName(step, scope)}\` (${showPlace(step.place)})`)
  return step.register ? scope.extend(new Map([[step.register, { value }]])) : scope
}

/** All conditions, in order; the first false decides, then the first unknown. */
export function holds(
  conditions: readonly ConditionSource[],
  scope: Scope,
  how: 'every' | 'some' = 'every',
): boolean | Unknown {
  let unknown: Unknown | undefined
  for (const condition of conditions) {
    const value = scope.evaluateCondition(condition.value, condition.place)
    if (value instanceof Unknown) unknown ??= value
    else if (how === 'every' ? !value : value) return how === 'some'
  }
  return unknown ?? how === 'every'
}

/** The result of a task that its `when` leaves out, or that it cannot decide. */
export async function skipReason(
  conditions: readonly ConditionSource[],
  scope: Scope,
): Promise<Result | undefined> {
  for (const condition of conditions) {
    const value = holds([condition], scope)
    if (value instanceof Unknown) return unknownResult(value)
    if (!value)
      return {
        status: 'skipped',
        changes: [],
        outputs: { skip_reason: 'when' },
        message: `when: ${String(condition.value)}`,
      }
  }
  return undefined
}

/** The result of a task that depends on what only a real run can produce. */
export function unknownResult(unknown: Unknown): Result {
  return { status: 'unknown', changes: [], outputs: {}, message: `depends on ${unknown.reason}` }
}

/** A condition as a source, for asking which variables it needs. */
export function asExpression(condition: ConditionSource): Source {
  const known: Source = asSources.get(condition) ?? { ...condition, tag: '!expr' }
  asSources.set(condition, known)
  return known
}

const asSources = new WeakMap<ConditionSource, Source>()
