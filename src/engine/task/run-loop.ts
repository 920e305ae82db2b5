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
import { listUnlessLeftOut } from '../check/missing-list.ts'
import { parallelOf } from '../check/parallel.ts'
import { asResult, unknownResult, unrenderedResult } from '../check/result.ts'
import { skipReason } from '../check/when.ts'
import type { Acting } from '../state/acting.ts'
import type { PlayContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import type { Unit } from '../state/look-ahead-state.ts'
import type { Result } from '../state/result.ts'
import { reasonOf } from '../steps/task-name.ts'
import { warnOfHidden } from '../variables/builtin-names.ts'
import { factsReaderOf, prepare, withFacts } from '../variables/facts.ts'
import { asFlag } from '../variables/keyword-values.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import { predictUnknownTask } from './external-changes.ts'
import { applyTogether } from './loop-batch.ts'
import { pauseBeforeItem } from './loop-pause.ts'
import { type SettledUnit, settleInLanes } from './parallel-items.ts'
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
 * Items run
 * in parallel if the task's `parallel` allows it.
 */
export async function runLoop(context: PlayContext, step: LoopStep, host: HostState): Promise<Result> {
  const asker = factsReaderOf(context, step, host)
  const scope = scopeOf(context, host, step)
  const leftOut = await withFacts(asker, () => skipReason(beforeLoop(step, scope), scope))
  if (leftOut) {
    if (leftOut.status === 'unknown') await predictUnknownTask(context, step, host)
    if (leftOut.status !== 'skipped') return leftOut
    return withFacts(asker, () => skipAll(step, scope, leftOut))
  }
  const items = await withFacts(asker, () => listOrReason(step, scopeOf(context, host, step)))
  if ('status' in items) return items
  if (items instanceof Unknown) {
    await predictUnknownTask(context, step, host)
    return unknownResult(items)
  }
  if (items.length === 0) return WITHOUT_ITEMS
  return runItems(context, step, host, loopUnits(step, items, scopeOf(context, host, step)))
}

/** Returns the list of the loop, or the result of a task that is skipped before its list is needed. */
async function listOrReason(step: LoopStep, scope: Scope): Promise<readonly unknown[] | Unknown | Result> {
  const list = listUnlessLeftOut(step, scope)
  return list ?? assertDefined(await skipReason(step.when, scope), 'a condition that is false')
}

async function runItems(
  context: PlayContext,
  step: LoopStep,
  host: HostState,
  units: readonly Unit[],
): Promise<Result> {
  warnOfHidden(context, step, host)
  const asker = factsReaderOf(context, step, host)
  const extent = await withFacts(asker, () => extentOf(step, scopeOf(context, host, step)))
  const reason = reasonOf(step, undefined)
  const type = await context.run.types.load(step.type)
  const most = await withFacts(asker, () => parallelOf(step, type, scopeOf(context, host, step)))
  if (most > 1 && !context.run.settings.isCheckMode && !context.guard) {
    const settled = await settleInLanes(
      context,
      host,
      { units, most },
      async ({ loop = new Map() }, lane) => {
        const { isLeftOut: _, ...result } = await settleItem(context, step, host, loop, { lane })
        return result
      },
    )
    return wholeOf(step, settled, { extent, reason })
  }
  const settled: SettledUnit[] = []
  const done = await applyTogether(context, step, host, units)
  let earlier: ReadonlyMap<string, Entry> = new Map()
  for (const [index, unit] of units.entries()) {
    if (context.run.signal.aborted) break
    if (index > 0) await pauseBeforeItem(context, step, host, step.loopControl)
    host.lookAhead.items = units.slice(index + 1)
    const variables = new Map<string, Entry>([...earlier, ...(unit.loop ?? [])])
    const { isLeftOut, ...result } = await settleItem(context, step, host, variables, { done })
    if (failsWholeLoop(step, result)) return result
    // As in Ansible, later items cannot read the result of an item that `when` skips.
    if (!isLeftOut) earlier = new Map([...earlier, ...variablesSetBy(step, result, reason)])
    settled.push({ unit, result })
    if (result.status === 'unreachable' || result.isBecomeRefused) break
  }
  return wholeOf(step, settled, { extent, reason })
}

/** Whether the result of an item is the result of the loop. In Ansible, it is if the item cannot be rendered. */
function failsWholeLoop(step: LoopStep, { isUnrendered }: Result): boolean {
  return isUnrendered === true && isOfAnsible(step.params)
}

/** Combines the results of the items into the result of the loop. */
function wholeOf(
  step: LoopStep,
  settled: readonly SettledUnit[],
  { extent, reason }: { readonly extent: Extent; readonly reason: string },
): Result {
  const results = settled.map(({ unit, result }) => withItem(step, unit, result, extent))
  const items = settled.map(({ unit, result }) => ({
    status: result.status,
    variables: unit.loop ?? new Map(),
  }))
  return { ...loopResult(results, reason), items }
}

async function settleItem(
  context: PlayContext,
  step: LoopStep,
  host: HostState,
  variables: ReadonlyMap<string, Entry>,
  more: Pick<Acting, 'done' | 'lane'>,
): Promise<Result & { readonly isLeftOut: boolean }> {
  const started = performance.now()
  const asker = factsReaderOf(context, step, host)
  const scope = scopeOf(context, host, step).extend(variables)
  let leftOut: Result | undefined
  let result: Result
  try {
    leftOut = await withFacts(asker, () => skipReason(step.when, scope))
    if (leftOut?.status === 'unknown') await predictUnknownTask(context, step, host, variables)
    result = leftOut ?? (await runWithRetries(context, step, host, variables, more))
  } catch (error) {
    const failed = error instanceof InputError ? unrenderedResult(error) : asResult(error)
    result = await withFacts(asker, () => applyIgnoreErrors(step, scope, failed))
  }
  if (failsWholeLoop(step, result)) return { ...result, isLeftOut: false }
  await prepare(asker, scope, [step.loopControl.label])
  emitResult(context, step, host, result, {
    scope,
    milliseconds: Math.round(performance.now() - started),
    item: itemLabel(step.loopControl, scope),
  })
  return { ...result, isLeftOut: leftOut?.status === 'skipped' }
}

/**
 * Returns the result of a loop that `when` skips without reading its items. Each item has a result, as far as the
 * list is known.
 */
function skipAll(step: LoopStep, scope: Scope, leftOut: Result): Result {
  let items: unknown
  try {
    items = scope.render(step.loop)
  } catch (error) {
    // The condition may be there exactly because the list may not exist.
    if (!(error instanceof InputError)) throw error
  }
  if (Array.isArray(items) && items.length === 0) return WITHOUT_ITEMS
  const extent = extentOf(step, scope)
  const results = loopUnits(step, items, scope).map(unit => withItem(step, unit, leftOut, extent))
  return { ...leftOut, outputs: loopResult(results, '').outputs }
}

/** Returns how much of `ansible_loop` the keywords `extended` and `extended_allitems` request. */
function extentOf({ loopControl: { extended, extendedAllItems } }: LoopStep, scope: Scope): Extent {
  const isSet = (name: string, source: Source): boolean =>
    asFlag(name, scope.renderOptional(source), source.place)
  if (!extended || !isSet('extended', extended)) return 'none'
  return extendedAllItems && !isSet('extended_allitems', extendedAllItems) ? 'place' : 'all items'
}
