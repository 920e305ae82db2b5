import { assertDefined } from '../../base/assert-defined.ts'
import { InputError, isOfAnsible, type Source } from '../../errors.ts'
import type { Entry, Scope } from '../../evaluation/scope.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { Unknown } from '../../values/unknown.ts'
import { applyIgnoreErrors } from '../check/conditions.ts'
import { variablesSetBy } from '../check/earlier-items.ts'
import { itemLabel } from '../check/item-label.ts'
import {
  beforeLoop,
  type Extent,
  loopResult,
  loopUnits,
  WITHOUT_ITEMS,
  withItem,
} from '../check/loop-items.ts'
import { listUnlessSkipped } from '../check/missing-list.ts'
import { parallelOf } from '../check/parallel.ts'
import { errorResult, unknownResult, unrenderedResult } from '../check/result.ts'
import { skipResult } from '../check/when.ts'
import type { PlayContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import type { Unit } from '../state/look-ahead-state.ts'
import type { Result } from '../state/result.ts'
import type { TaskRun } from '../state/task-run.ts'
import { reasonOf } from '../steps/task-name.ts'
import { warnOfHidden } from '../variables/builtin-names.ts'
import { factsReaderOf, prepare, withFacts } from '../variables/facts.ts'
import { asFlag } from '../variables/keyword-values.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import { predictUnknownTask } from './external-changes.ts'
import { applyBatch } from './loop-batch.ts'
import { pauseBeforeItem } from './loop-pause.ts'
import { runInParallel, type UnitResult } from './parallel-items.ts'
import { emitResult } from './report-result.ts'
import { runWithRetries } from './retry.ts'

/** A task with a loop. */
export type LoopStep = TaskStep & { readonly loop: Source }

/** Whether a task has a loop. */
export function isLooped(step: TaskStep): step is LoopStep {
  return step.loop !== undefined
}

/**
 * Runs a task for each item of its loop, one after the other, so that each item sees variables set by earlier ones.
 * Items run in parallel if the task's `parallel` allows it.
 */
export async function runLoop(context: PlayContext, step: LoopStep, host: HostState): Promise<Result> {
  const factsReader = factsReaderOf(context, step, host)
  const scope = scopeOf(context, host, step)
  const skipped = await withFacts(factsReader, () => skipResult(beforeLoop(step, scope), scope))
  if (skipped) {
    if (skipped.status === 'unknown') await predictUnknownTask(context, step, host)
    if (skipped.status !== 'skipped') return skipped
    return withFacts(factsReader, () => skipAll(step, scope, skipped))
  }
  const items = await withFacts(factsReader, () => listOrSkipResult(step, scopeOf(context, host, step)))
  if ('status' in items) return items
  if (items instanceof Unknown) {
    await predictUnknownTask(context, step, host)
    return unknownResult(items)
  }
  if (items.length === 0) return WITHOUT_ITEMS
  return runItems(context, step, host, loopUnits(step, items, scopeOf(context, host, step)))
}

/** Returns the list of the loop, or the result of a task that is skipped before its list is needed. */
async function listOrSkipResult(
  step: LoopStep,
  scope: Scope,
): Promise<readonly unknown[] | Unknown | Result> {
  const list = listUnlessSkipped(step, scope)
  return list ?? assertDefined(await skipResult(step.when, scope), 'a condition that is false')
}

async function runItems(
  context: PlayContext,
  step: LoopStep,
  host: HostState,
  units: readonly Unit[],
): Promise<Result> {
  warnOfHidden(context, step, host)
  const factsReader = factsReaderOf(context, step, host)
  const extent = await withFacts(factsReader, () => extentOf(step, scopeOf(context, host, step)))
  const reason = reasonOf(step, undefined)
  const type = await context.run.types.load(step.type)
  const most = await withFacts(factsReader, () => parallelOf(step, type, scopeOf(context, host, step)))
  if (most > 1 && !context.run.settings.isCheckMode && !context.guard) {
    const settled = await runInParallel(
      context,
      host,
      { units, most },
      async ({ loop = new Map() }, worker) => {
        const { isSkipped: _, ...result } = await runItem(context, step, host, loop, { worker })
        return result
      },
    )
    return combineItems(step, settled, { extent, reason })
  }
  const settled: UnitResult[] = []
  const applied = await applyBatch(context, step, host, units)
  let earlier: ReadonlyMap<string, Entry> = new Map()
  for (const [index, unit] of units.entries()) {
    if (context.run.signal.aborted) break
    if (index > 0) await pauseBeforeItem(context, step, host, step.loopControl)
    host.lookAhead.items = units.slice(index + 1)
    const variables = new Map<string, Entry>([...earlier, ...(unit.loop ?? [])])
    const { isSkipped, ...result } = await runItem(context, step, host, variables, { applied })
    if (failsWholeLoop(step, result)) return result
    // As in Ansible, later items cannot read the result of an item that `when` skips.
    if (!isSkipped) earlier = new Map([...earlier, ...variablesSetBy(step, result, reason)])
    settled.push({ unit, result })
    if (result.status === 'unreachable' || result.isBecomeRefused) break
  }
  return combineItems(step, settled, { extent, reason })
}

/** Whether the result of an item is the result of the loop. In Ansible, it is if the item cannot be rendered. */
function failsWholeLoop(step: LoopStep, { isUnrendered }: Result): boolean {
  return isUnrendered === true && isOfAnsible(step.params)
}

/** Combines the results of the items into the result of the loop. */
function combineItems(
  step: LoopStep,
  settled: readonly UnitResult[],
  { extent, reason }: { readonly extent: Extent; readonly reason: string },
): Result {
  const results = settled.map(({ unit, result }) => withItem(step, unit, result, extent))
  const items = settled.map(({ unit, result }) => ({
    status: result.status,
    variables: unit.loop ?? new Map(),
  }))
  return { ...loopResult(results, reason), items }
}

async function runItem(
  context: PlayContext,
  step: LoopStep,
  host: HostState,
  variables: ReadonlyMap<string, Entry>,
  more: Pick<TaskRun, 'applied' | 'worker'>,
): Promise<Result & { readonly isSkipped: boolean }> {
  const started = performance.now()
  const factsReader = factsReaderOf(context, step, host)
  const scope = scopeOf(context, host, step).extend(variables)
  let skipped: Result | undefined
  let result: Result
  try {
    skipped = await withFacts(factsReader, () => skipResult(step.when, scope))
    if (skipped?.status === 'unknown') await predictUnknownTask(context, step, host, variables)
    result = skipped ?? (await runWithRetries(context, step, host, variables, more))
  } catch (error) {
    const failed = error instanceof InputError ? unrenderedResult(error) : errorResult(error)
    result = await withFacts(factsReader, () => applyIgnoreErrors(step, scope, failed))
  }
  if (failsWholeLoop(step, result)) return { ...result, isSkipped: false }
  await prepare(factsReader, scope, [step.loopControl.label])
  emitResult(context, step, host, result, {
    scope,
    milliseconds: Math.round(performance.now() - started),
    item: itemLabel(step.loopControl, scope),
  })
  return { ...result, isSkipped: skipped?.status === 'skipped' }
}

/**
 * Returns the result of a loop that `when` skips without reading its items. Each item has a result, as far as the
 * list is known.
 */
function skipAll(step: LoopStep, scope: Scope, skipped: Result): Result {
  let items: unknown
  try {
    items = scope.render(step.loop)
  } catch (error) {
    // The condition may be there exactly because the list may not exist.
    if (!(error instanceof InputError)) throw error
  }
  if (Array.isArray(items) && items.length === 0) return WITHOUT_ITEMS
  const extent = extentOf(step, scope)
  const results = loopUnits(step, items, scope).map(unit => withItem(step, unit, skipped, extent))
  return { ...skipped, outputs: loopResult(results, '').outputs }
}

/** Returns how much of `ansible_loop` the keywords `extended` and `extended_allitems` request. */
function extentOf({ loopControl: { extended, extendedAllItems } }: LoopStep, scope: Scope): Extent {
  const isSet = (name: string, source: Source): boolean =>
    asFlag(name, scope.renderOptional(source), source.place)
  if (!extended || !isSet('extended', extended)) return 'none'
  return extendedAllItems && !isSet('extended_allitems', extendedAllItems) ? 'place' : 'all items'
}
