import type { Plan } from '../../authoring/plan.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { bindParams } from '../check/bind.ts'
import { check, keyOf } from '../check/check.ts'
import { connectToHost } from '../check/connect.ts'
import { namesSetByItems, readsEarlierItems } from '../check/earlier-items.ts'
import { expandComposed } from '../check/expand-composed.ts'
import { evaluateAll } from '../check/when.ts'
import { prefetch } from '../lookahead/prefetch.ts'
import type { PlayContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import type { Unit } from '../state/look-ahead-state.ts'
import type { AppliedPlan, Checking, TaskRun } from '../state/task-run.ts'
import { taskRef } from '../steps/task-name.ts'
import { factsReaderOf, withFacts } from '../variables/facts.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import { applyPlan } from './apply.ts'
import { createBatch } from './loop-file-batch.ts'

/**
 * Applies the plans of a loop's items together if their task type supports it; for example, the packages of a loop
 * are installed in one transaction. Returns what was applied, by the key of each item's check. Returns an empty map
 * if the items must run one by one, also after a failure, so that the failing item is reported by name.
 */
export async function applyBatch(
  context: PlayContext,
  step: TaskStep,
  host: HostState,
  units: readonly Unit[],
): Promise<Map<string, AppliedPlan>> {
  const isPlain = !step.until && !step.retries && !step.async && !step.loopControl.pause
  if (units.length < 2 || !isPlain) return new Map()
  try {
    const type = await context.run.types.load(step.type)
    if (readsEarlierItems(step, type, scopeOf(context, host, step))) return new Map()
    if ('batchLoop' in type && type.batchLoop === 'creations')
      return await createBatch(context, step, host, units)
    const factsReader = factsReaderOf(context, step, host)
    const mergeable = await withFacts(factsReader, () => mergeableChecks(context, step, host, units))
    const checkings = [...new Map(mergeable.map(checking => [keyOf(checking), checking])).values()]
    if (checkings.length < 2 || !areMergeable(checkings)) return new Map()
    return await applyMerged(checkings)
  } catch {
    return new Map()
  }
}

async function applyMerged(checkings: readonly Checking[]): Promise<Map<string, AppliedPlan>> {
  const outcomes = await Promise.all(
    checkings.map(async checking => ({ checking, outcome: await check(checking) })),
  )
  // Later items may read a variable that an earlier item sets.
  if (outcomes.some(({ outcome }) => outcome.kind === 'in-sync' && outcome.variables)) return new Map()
  const planned = outcomes.flatMap(({ checking, outcome }) =>
    outcome.kind === 'plan' && outcome.changes.length > 0 ? [{ checking, plan: outcome }] : [],
  )
  const [first] = planned
  const batching = first?.checking.type.batchLoop
  if (!first || typeof batching !== 'object' || planned.length < 2) return new Map()
  // The plans after a first stage are not known yet.
  if (planned.some(each => each.plan.isStage)) return new Map()
  const plan: Plan = {
    ...first.plan,
    changes: planned.flatMap(each => each.plan.changes),
    data: batching.merge(planned.map(each => each.plan.data as never)),
  }
  await applyPlan(first.checking, plan, { isCheckedAgain: false })
  return new Map(
    planned.map(each => {
      const after = { ...each.checking, carriedOut: plan }
      return [keyOf(each.checking) ?? '', { plan: each.plan, recheck: prefetch(after) }]
    }),
  )
}

/**
 * Returns the checks of all items whose `when` is true, if their task type supports merged plans; none if a param is
 * still unknown.
 */
async function mergeableChecks(
  context: PlayContext,
  step: TaskStep,
  host: HostState,
  units: readonly Unit[],
): Promise<Checking[]> {
  const type = await context.run.types.load(step.type)
  if (!('expand' in type) && !type.batchLoop) return []
  const checkings: Checking[] = []
  for (const { loop } of units) {
    const scope = scopeOf(context, host, step).extend(loop ?? new Map())
    if (evaluateAll(step.when, scope) !== true) continue
    const bound = bindParams(step.type, type, step.params, scope)
    if ('unknown' in bound) return []
    const pendingNames = namesSetByItems(step)
    const taskRun: TaskRun = { context, step, host, scope, ref: taskRef(step, scope), pendingNames }
    for await (const checking of expandComposed(taskRun, step.type, type, bound.params, connectToHost)) {
      if (typeof checking.type.batchLoop !== 'object' || checking.isCheckMode) return []
      checkings.push(checking)
    }
  }
  return checkings
}

/** Whether the checks differ only in the param that their task type merges. */
function areMergeable(checkings: readonly Checking[]): boolean {
  const rest = checkings.map(checking => {
    const params: Record<string, unknown> = { ...(checking.params as object) }
    const { batchLoop: batching } = checking.type
    delete params[typeof batching === 'object' ? batching.param : '']
    return { key: keyOf({ ...checking, params }), session: checking.connected.session }
  })
  const [first] = rest
  return rest.every(
    ({ key, session }) => key !== undefined && key === first?.key && session === first.session,
  )
}
