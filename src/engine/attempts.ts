import type { TaskStep } from '../config/steps.ts'
import type { Source } from '../errors.ts'
import type { Entry, Scope } from '../values/scope.ts'
import { Unknown } from '../values/unknown.ts'
import { type Acting, act, askerFor } from './act.ts'
import type { PlayContext } from './context.ts'
import { askerOf, prepare, withFacts } from './facts.ts'
import type { HostState } from './host-state.ts'
import { inTime } from './in-time.ts'
import { asExpression, holds, ignoring, judge, withResult } from './judge.ts'
import type { Done } from './loop-together.ts'
import { taskRef } from './name.ts'
import { asResult, hasChanged, type Result } from './result.ts'
import { refuseGiven } from './taken-names.ts'
import { asFlag, numberOr } from './target.ts'
import { scopeOf } from './variables.ts'

/** Runs the task once, or as often as `until` and `retries` say. */
export async function runAttempts(
  context: PlayContext,
  step: TaskStep,
  host: HostState,
  loop?: ReadonlyMap<string, Entry>,
  done?: Map<string, Done>,
): Promise<Result> {
  const asker = askerOf(context, step, host)
  const base = scopeOf(context, host, step)
  const scope = loop ? base.extend(loop) : base
  await prepare(asker, scope, keywordsOf(step))
  const acting: Acting = { context, step, host, scope, ref: taskRef(step, scope), ...(done ? { done } : {}) }
  const number = (name: string, source: Source | undefined, byDefault: number): number =>
    numberOr(name, source, scope, byDefault)
  const attempts = 1 + number('retries', step.retries, step.until ? 3 : 0)
  const delay = number('delay', step.delay, 5) * 1000
  const seconds = number('timeout', step.timeout, 0)
  const isDiffShown = isShown(step, scope, context.run.settings.showDiff)
  for (let attempt = 1; ; attempt += 1) {
    const attempted = { ...(await inTime(acting, seconds, attemptOnce)), isDiffShown }
    if (attempted.isInvalid) return ignoring(step, scope, attempted)
    const result = await withFacts(asker, () =>
      judge(step, scope, attempts > 1 ? numbered(attempted, attempt) : attempted),
    )
    if (attempted.isUnclear) return result
    const { until } = step
    const isDone = until
      ? await withFacts(asker, () => holds(until, withResult(step, scope, result)))
      : result.status !== 'failed'
    if (isDone instanceof Unknown) return result
    if (isDone || result.status === 'unreachable' || result.isPredicted || context.run.signal.aborted)
      return result
    if (attempt >= attempts) return attempts === 1 ? result : gaveUp(step, scope, result, attempts)
    context.run.emit({ type: 'task.retry', ...acting.ref, host: host.name, attempt, attempts })
    await wait(delay, context.run.signal)
    context.run.ledgers.lapse()
  }
}

function numbered(result: Result, attempt: number): Result {
  return { ...result, outputs: { ...result.outputs, attempts: attempt } }
}

function isShown({ diff }: TaskStep, scope: Scope, byDefault: boolean): boolean {
  const value = diff && scope.renderOptional(diff)
  return value === undefined ? byDefault : asFlag('diff', value, diff?.place)
}

async function attemptOnce(acting: Acting): Promise<Result> {
  try {
    // Nothing has been done yet when a fact turns out to be needed: what is rendered later was prepared.
    const result = await withFacts(askerFor(acting), () => act(acting))
    refuseGiven(acting.step, result)
    return result
  } catch (error) {
    return asResult(error)
  }
}

/** An `until` that never held fails the task, unless `failed_when` says that it did not. `attempts` are counted as Ansible does. */
function gaveUp(step: TaskStep, scope: Scope, result: Result, attempts: number): Result {
  const last = numbered(result, attempts - 1)
  if (step.failedWhen && result.status !== 'failed') return last
  const message = step.until
    ? `\`until\` did not hold in ${attempts} attempts${result.message ? `: ${result.message}` : ''}`
    : `failed in each of ${attempts} attempts: ${result.message ?? ''}`
  return ignoring(step, scope, { ...last, status: 'failed', isChanged: hasChanged(result), message })
}

/** What a task's keywords will render, all but its conditions, loop and params. */
export function sourcesOf(step: TaskStep): Source[] {
  const single = [
    step.name,
    step.retries,
    step.delay,
    step.delegateTo,
    step.become,
    step.becomeUser,
    step.noLog,
    step.ignoreErrors,
  ]
  const conditions = [...(step.changedWhen ?? []), ...(step.failedWhen ?? []), ...(step.until ?? [])]
  return [...single, ...step.environment, ...conditions.map(asExpression)].filter(
    source => source !== undefined,
  )
}

/** Every keyword of a task that is rendered as it is, whatever it is called. */
export function keywordsOf({ params: _params, loop: _loop, ...keywords }: TaskStep): Source[] {
  return Object.values(keywords)
    .flat()
    .filter(value => typeof value === 'object' && 'kind' in value && 'place' in value)
}

/** Resolves early when the run is stopped. */
export function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done, { once: true })
    if (signal.aborted) done()
  })
}
