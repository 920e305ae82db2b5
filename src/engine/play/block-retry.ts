import type { BlockRetry, BlockStep, TaskStep } from '../../playbook/steps.ts'
import { isMap } from '../../values/plain.ts'
import { errorResult } from '../check/result.ts'
import { evaluateAll } from '../check/when.ts'
import type { PlayContext } from '../state/context.ts'
import { activeOf, type HostState, reactivate } from '../state/host-state.ts'
import { hasEnded } from '../state/play-state.ts'
import type { Result } from '../state/result.ts'
import { asTask } from '../steps/step-as-task.ts'
import { taskRef } from '../steps/task-name.ts'
import { type Attempts, attemptsOf, pauseBeforeRetry } from '../task/attempts.ts'
import { count, emitResult } from '../task/report-result.ts'
import { factsReaderOf, withFacts } from '../variables/facts.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import { finishStep, type HostResult } from './finish-step.ts'
import { applyFatalFailures } from './host-status.ts'

/** A block with `until` or `retries`. */
export type RepeatedBlock = BlockStep & { readonly retry: BlockRetry }

/** A host that has attempts left, and its maximum number of attempts. */
interface RetryingHost extends Attempts {
  readonly host: HostState
}

/** The outcome of an attempt for a host: it is done, it needs another attempt, or it has failed with this result. */
type Verdict = 'done' | 'again' | Result

/**
 * Runs the tasks of a block until its `until` is true on each host, or without `until` until none of them fails.
 * Hosts that are done wait for the others. A host fails only after its last attempt. A dry run makes one attempt.
 */
export async function runUntil(
  context: PlayContext,
  step: RepeatedBlock,
  hosts: readonly HostState[],
  isRescuable: boolean,
  attempt: (context: PlayContext, hosts: readonly HostState[], isRescuable: boolean) => Promise<void>,
): Promise<void> {
  if (context.run.settings.isCheckMode || context.uncertain) return attempt(context, hosts, isRescuable)
  const task = asTask(step, 'block')
  let retrying = await startAll(context, step, task, hosts, isRescuable)
  for (let number = 1; retrying.length > 0; number += 1) {
    const now = retrying.map(({ host }) => host)
    await attempt({ ...context, rescuable: now }, now, true)
    const judgements = await Promise.all(
      retrying.map(async each => ({ ...each, verdict: await verdictFor(context, step, each, number) })),
    )
    await failExhausted(context, task, judgements, isRescuable)
    retrying = judgements.filter(({ verdict }) => verdict === 'again')
    await Promise.all(retrying.map(each => prepareNext(context, task, each, number)))
  }
}

async function startAll(
  context: PlayContext,
  step: RepeatedBlock,
  task: TaskStep,
  hosts: readonly HostState[],
  isRescuable: boolean,
): Promise<RetryingHost[]> {
  const failing: HostResult[] = []
  const retrying = await Promise.all(
    activeOf(hosts).map(async host => {
      try {
        const attempts = await withFacts(factsReaderOf(context, step, host), () =>
          attemptsOf(step.retry, scopeOf(context, host, step)),
        )
        return [{ host, ...attempts }]
      } catch (error) {
        failing.push({ host, result: errorResult(error) })
        return []
      }
    }),
  )
  await finishStep(context, task, failing, isRescuable)
  return retrying.flat()
}

async function verdictFor(
  context: PlayContext,
  step: RepeatedBlock,
  { host, attempts }: RetryingHost,
  number: number,
): Promise<Verdict> {
  const hasFailed = host.status === 'failed' && host.awaitsRescue
  if (hasFailed) {
    if (host.isUnclear) return failed('not repeated: the outcome of a task is unknown')
    if (hasEnded(context)) return failed('not repeated: the play has ended')
    return number < attempts ? 'again' : failed(`failed in each of ${attempts} attempts${reason(host)}`)
  }
  const { until } = step.retry
  if (!until || host.status !== 'active' || hasEnded(context)) return 'done'
  try {
    const scope = (): ReturnType<typeof scopeOf> => scopeOf(context, host, step)
    const isDone = await withFacts(factsReaderOf(context, step, host), () => evaluateAll(until, scope()))
    if (isDone !== false) return 'done'
  } catch (error) {
    return errorResult(error)
  }
  return number < attempts ? 'again' : failed(`\`until\` was not true after ${attempts} attempts`)
}

function failed(message: string): Result {
  return { status: 'failed', changes: [], outputs: {}, message }
}

/** Returns the message of the last failed task, as the end of a sentence. */
function reason({ variables }: HostState): string {
  const entry = variables.get('ansible_failed_result')
  const result = entry && 'value' in entry ? entry.value : undefined
  return isMap(result) && typeof result.msg === 'string' ? `: ${result.msg}` : ''
}

/**
 * Reports the hosts that have failed after their last attempt. If a task failed on a host, `rescue` still sees that
 * task's failure.
 */
async function failExhausted(
  context: PlayContext,
  task: TaskStep,
  judgements: readonly { readonly host: HostState; readonly verdict: Verdict }[],
  isRescuable: boolean,
): Promise<void> {
  const lost = judgements.flatMap(({ host, verdict }) =>
    typeof verdict === 'object' ? [{ host, result: verdict }] : [],
  )
  const broken = lost.filter(({ host }) => host.status === 'failed')
  for (const { host, result } of broken) {
    host.awaitsRescue = isRescuable
    count(host, result, isRescuable)
    emitResult(context, task, host, result, {
      scope: scopeOf(context, host, task),
      milliseconds: 0,
      isRescuable,
    })
  }
  applyFatalFailures(context, task, broken, { isFatal: false, isRescuable })
  await finishStep(
    context,
    task,
    lost.filter(each => !broken.includes(each)),
    isRescuable,
  )
}

async function prepareNext(
  context: PlayContext,
  task: TaskStep,
  { host, ...attempts }: RetryingHost,
  attempt: number,
): Promise<void> {
  if (host.status === 'failed') reactivate(host)
  const ref = taskRef(task, scopeOf(context, host, task))
  await pauseBeforeRetry(context, ref, host, { ...attempts, attempt })
}
