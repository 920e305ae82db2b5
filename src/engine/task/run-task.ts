import { showPlace } from '../../errors.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { isAddition } from '../../task-lib/inventory-additions.ts'
import { Unknown } from '../../values/unknown.ts'
import { applyIgnoreErrors } from '../check/conditions.ts'
import { variablesSetBy } from '../check/earlier-items.ts'
import { ignoresUnreachable } from '../check/ignores-unreachable.ts'
import { errorResult, unknownResult } from '../check/result.ts'
import { skipResult } from '../check/when.ts'
import { recordTaskEnd, recordTaskStart } from '../lookahead/look-ahead.ts'
import type { PlayContext } from '../state/context.ts'
import { type HostState, includeVariables, setVariables } from '../state/host-state.ts'
import type { Position } from '../state/look-ahead-state.ts'
import { warnOnce } from '../state/play-state.ts'
import type { Result } from '../state/result.ts'
import { reasonOf } from '../steps/task-name.ts'
import { factsSetBy } from '../steps/variable-setters.ts'
import { factsReaderOf, prepare, withFacts } from '../variables/facts.ts'
import { includedBy } from '../variables/included-vars.ts'
import { asStored } from '../variables/private-variables.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import { predictUnknownTask } from './external-changes.ts'
import { count, emitResult } from './report-result.ts'
import { rescuableResult } from './rescuable-result.ts'
import { runWithRetries } from './retry.ts'
import { isLooped, runLoop } from './run-loop.ts'

/**
 * Runs one task on one host to its final result: `when`, loop, retries, check and apply, `changed_when`,
 * `failed_when`, `register`. Reports and counts the result. Problems of the host become a result and are never
 * thrown.
 */
export async function runTask(
  context: PlayContext,
  step: TaskStep,
  host: HostState,
  isRescuable: boolean,
  at?: Position,
): Promise<Result> {
  const started = performance.now()
  recordTaskStart(host, step, at)
  const result = withUnreachableIgnored(
    { context, step, host },
    rescuableResult(context, step, host, await runCatchingErrors(context, step, host)),
  )
  recordTaskEnd(host, step)
  const scope = scopeOf(context, host, step)
  includeVariables(host, asStored(step.role, includedBy(context, result)))
  setVariables(host, asStored(step.role, variablesSetBy(step, result, reasonOf(step, scope))))
  if (result.status === 'unknown') {
    warnOfUnknownAddition(context, step)
    if (step.delegateFacts) forgetFactsOf(context, step, reasonOf(step, scope))
  }
  count(host, result, isRescuable)
  emitResult(context, step, host, result, {
    scope,
    milliseconds: Math.round(performance.now() - started),
    isRescuable,
  })
  return result
}

/** Marks an unreachable result as ignored if the task has `ignore_unreachable`. */
function withUnreachableIgnored(task: Parameters<typeof ignoresUnreachable>[0], result: Result): Result {
  return result.status === 'unreachable' && ignoresUnreachable(task) ? { ...result, isIgnored: true } : result
}

/** Marks the facts that a task may set as unknown on all hosts, because its delegate is unknown. */
function forgetFactsOf({ run }: PlayContext, step: TaskStep, reason: string): void {
  const unknown = new Map(factsSetBy(step).map(name => [name, { value: new Unknown(reason) }]))
  for (const host of [...run.hosts.values(), run.localhost]) setVariables(host, asStored(step.role, unknown))
}

/** Warns that the dry run continues without hosts that a task with an unknown result would add. */
function warnOfUnknownAddition(context: PlayContext, step: TaskStep): void {
  if (!isAddition(step.type)) return
  warnOnce(
    context,
    `what \`${step.type}\` (${showPlace(step.place)}) adds to the inventory is known only during a run: this dry run continues without it`,
  )
}

async function runCatchingErrors(context: PlayContext, step: TaskStep, host: HostState): Promise<Result> {
  try {
    return await runUnlessSkipped(context, step, host)
  } catch (error) {
    const scope = scopeOf(context, host, step)
    return withFacts(factsReaderOf(context, step, host), () =>
      applyIgnoreErrors(step, scope, errorResult(error)),
    ).catch(errorResult)
  }
}

async function runUnlessSkipped(context: PlayContext, step: TaskStep, host: HostState): Promise<Result> {
  const perhaps = host.possiblyNotified.get(step)
  if (perhaps !== undefined) {
    await predictUnknownTask(context, step, host)
    return unknownResult(new Unknown(perhaps))
  }
  const factsReader = factsReaderOf(context, step, host)
  const scope = scopeOf(context, host, step)
  await prepare(factsReader, scope, [step.name, step.noLog])
  const { uncertain } = context
  if (uncertain) {
    const skipped = step.loop ? undefined : await withFacts(factsReader, () => skipResult(step.when, scope))
    if (skipped?.status === 'skipped') return skipped
    await predictUnknownTask(context, step, host)
    return unknownResult(uncertain)
  }
  if (isLooped(step)) return runLoop(context, step, host)
  const skipped = await withFacts(factsReader, () => skipResult(step.when, scope))
  if (skipped?.status === 'unknown') await predictUnknownTask(context, step, host)
  return skipped ?? runWithRetries(context, step, host)
}
