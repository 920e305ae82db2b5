import type { TaskStep } from '../config/steps.ts'
import type { Source } from '../errors.ts'
import type { Scope } from '../values/scope.ts'
import { Unknown } from '../values/unknown.ts'
import { type Acting, act } from './act.ts'
import { paramSources } from './bind.ts'
import type { PlayContext } from './context.ts'
import { prepareFacts } from './facts.ts'
import type { HostState } from './host-state.ts'
import { asExpression, holds, ignoring, judge, withResult } from './judge.ts'
import type { Done } from './loop-together.ts'
import { taskRef } from './name.ts'
import { asResult, type Result } from './result.ts'
import { scopeOf } from './variables.ts'

/** Runs the task once, or as often as `until` and `retries` say. */
export async function runAttempts(
  context: PlayContext,
  step: TaskStep,
  host: HostState,
  loop?: ReadonlyMap<string, { value: unknown }>,
  done?: Map<string, Done>,
): Promise<Result> {
  const type = await context.run.types.load(step.type)
  await prepareFacts(context, step, host, [...paramSources(type, step.params), ...sourcesOf(step)])
  const base = scopeOf(context, host, step)
  const scope = loop ? base.extend(loop) : base
  const acting: Acting = { context, step, host, scope, ref: taskRef(step, scope), ...(done ? { done } : {}) }
  const retries = step.retries && scope.renderOptional(step.retries)
  const attempts = step.until || retries !== undefined ? 1 + Number(retries ?? 3) : 1
  const delay = Number((step.delay && scope.renderOptional(step.delay)) ?? 5) * 1000
  for (let attempt = 1; ; attempt += 1) {
    const attempted = await attemptOnce(acting)
    const result = judge(step, scope, attempted)
    if (attempted.isUnclear) return result
    const isDone = step.until
      ? holds(step.until, withResult(step, scope, result))
      : result.status !== 'failed'
    if (isDone instanceof Unknown) return result
    if (isDone || result.status === 'unreachable' || result.isPredicted || context.run.signal.aborted) {
      return attempts > 1 ? { ...result, outputs: { ...result.outputs, attempts: attempt } } : result
    }
    if (attempts === 1) return result
    if (attempt >= attempts) return gaveUp(step, scope, result, attempts)
    context.run.emit({ type: 'task.retry', ...acting.ref, host: host.name, attempt, attempts })
    await wait(delay, context.run.signal)
    context.run.ledgers.lapse()
  }
}

async function attemptOnce(acting: Acting): Promise<Result> {
  try {
    return await act(acting)
  } catch (error) {
    return asResult(error)
  }
}

function gaveUp(step: TaskStep, scope: Scope, result: Result, attempts: number): Result {
  const message = step.until
    ? `\`until\` did not hold in ${attempts} attempts${result.message ? `: ${result.message}` : ''}`
    : `failed in each of ${attempts} attempts: ${result.message ?? ''}`
  return ignoring(step, scope, {
    ...result,
    status: 'failed',
    message,
    outputs: { ...result.outputs, attempts },
  })
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
