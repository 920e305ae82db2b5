import type { Entry, Scope } from '../../evaluation/scope.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { Unknown } from '../../values/unknown.ts'
import { factsReaderFor } from '../check/check.ts'
import { applyConditions, applyIgnoreErrors, withResult } from '../check/conditions.ts'
import { asyncSettingsOf } from '../check/job.ts'
import { errorResult, hasChanged } from '../check/result.ts'
import { evaluateAll } from '../check/when.ts'
import type { PlayContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import type { Result } from '../state/result.ts'
import type { TaskRun } from '../state/task-run.ts'
import { keywordsOf } from '../steps/keyword-sources.ts'
import { taskRef } from '../steps/task-name.ts'
import { refuseGiven } from '../variables/builtin-names.ts'
import { factsReaderOf, prepare, withFacts } from '../variables/facts.ts'
import { asFlag, numberOr } from '../variables/keyword-values.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import { attemptsOf, pauseBeforeRetry } from './attempts.ts'
import { checkAndApply } from './check-and-apply.ts'
import { limitOf, withTimeLimit } from './task-timeout.ts'

/** Runs a task, and repeats it as its `until` and `retries` specify. */
export async function runWithRetries(
  context: PlayContext,
  step: TaskStep,
  host: HostState,
  loop?: ReadonlyMap<string, Entry>,
  more: Pick<TaskRun, 'applied' | 'worker'> = {},
): Promise<Result> {
  const factsReader = factsReaderOf(context, step, host)
  const base = scopeOf(context, host, step)
  const scope = loop ? base.extend(loop) : base
  await prepare(factsReader, scope, keywordsOf(step))
  const asyncSettings = step.async && asyncSettingsOf(step, await context.run.types.load(step.type), scope)
  const taskRun: TaskRun = {
    ...{ context, step, host, scope, ref: taskRef(step, scope) },
    ...more,
    ...(asyncSettings ? { asyncSettings: asyncSettings } : {}),
  }
  const { attempts, delay } = attemptsOf(step, scope)
  const limit = limitOf(numberOr('timeout', step.timeout, scope, 0), asyncSettings)
  const isDiffShown = isShown(step, scope, context.run.settings.showDiff)
  for (let attempt = 1; ; attempt += 1) {
    const attempted = { ...(await withTimeLimit(taskRun, limit, attemptOnce)), isDiffShown }
    if (attempted.isInvalid) return applyIgnoreErrors(step, scope, attempted)
    const result = await withFacts(factsReader, () =>
      applyConditions(step, scope, attempts > 1 ? numbered(attempted, attempt) : attempted),
    )
    if (attempted.isUnclear || attempted.isBecomeRefused) return result
    const { until } = step
    const isDone = until
      ? await withFacts(factsReader, () => evaluateAll(until, withResult(step, scope, result)))
      : result.status !== 'failed'
    if (isDone instanceof Unknown) return result
    if (isDone || result.status === 'unreachable' || result.isPredicted || context.run.signal.aborted)
      return result
    if (attempt >= attempts)
      return attempts === 1 ? result : resultAfterLastAttempt(step, scope, result, attempts)
    await pauseBeforeRetry(context, taskRun.ref, host, { attempt, attempts, delay })
  }
}

function numbered(result: Result, attempt: number): Result {
  return { ...result, outputs: { ...result.outputs, attempts: attempt } }
}

function isShown({ diff }: TaskStep, scope: Scope, byDefault: boolean): boolean {
  const value = diff && scope.renderOptional(diff)
  return value === undefined ? byDefault : asFlag('diff', value, diff?.place)
}

async function attemptOnce(taskRun: TaskRun): Promise<Result> {
  try {
    // Starting over for a missing fact is safe: facts are requested while params are rendered, before anything is
    // applied.
    const result = await withFacts(factsReaderFor(taskRun), () => checkAndApply(taskRun))
    refuseGiven(taskRun.step, result)
    return result
  } catch (error) {
    return errorResult(error)
  }
}

/**
 * Returns the result after the last attempt. The task fails if `until` never became true, unless `failed_when`
 * determined that it did not fail. `attempts` is counted as Ansible counts it.
 */
function resultAfterLastAttempt(step: TaskStep, scope: Scope, result: Result, attempts: number): Result {
  const last = numbered(withMessage(result), attempts - 1)
  if (step.failedWhen && result.status !== 'failed') return last
  const message = step.until
    ? `\`until\` was not true after ${attempts} attempts${result.message ? `: ${result.message}` : ''}`
    : `failed in each of ${attempts} attempts: ${result.message ?? ''}`
  return applyIgnoreErrors(step, scope, { ...last, status: 'failed', isChanged: hasChanged(result), message })
}

/**
 * Keeps the message of the last attempt as `msg` of the registered result, because the task's message is about all
 * attempts.
 */
function withMessage(result: Result): Result {
  const { message, outputs } = result
  return message === undefined || 'msg' in outputs
    ? result
    : { ...result, outputs: { ...outputs, msg: message } }
}
