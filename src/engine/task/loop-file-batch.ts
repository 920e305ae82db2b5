import { posix } from 'node:path'
import type { Plan } from '../../authoring/plan.ts'
import { parseResource } from '../../authoring/resource.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { bindParams } from '../check/bind.ts'
import { keyOf } from '../check/check.ts'
import { connectToHost } from '../check/connect.ts'
import { namesSetByItems } from '../check/earlier-items.ts'
import { expandComposed } from '../check/expand-composed.ts'
import { evaluateAll } from '../check/when.ts'
import { prefetch } from '../lookahead/prefetch.ts'
import type { PlayContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import type { Unit } from '../state/look-ahead-state.ts'
import type { AppliedPlan, Checking, PrefetchedCheck, TaskRun } from '../state/task-run.ts'
import { taskRef } from '../steps/task-name.ts'
import { factsReaderOf, withFacts } from '../variables/facts.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import { applyPlan } from './apply.ts'

/** The maximum number of items that are applied together. The plans of all of them are in memory until then. */
const MAX_ITEMS = 200

interface Creation {
  readonly checking: Checking
  readonly plan: Plan
}

/** The names of files that the batch creates, and of the directories above them. */
interface Claimed {
  readonly names: Set<string>
  readonly directories: Set<string>
}

/**
 * Applies the first items of a loop together, as long as each only creates a file at a new path. Such items cannot
 * affect each other's checks, so the result is the same as one after the other. An item that fails runs again in its
 * turn, which reports the error.
 */
export async function createBatch(
  context: PlayContext,
  step: TaskStep,
  host: HostState,
  units: readonly Unit[],
): Promise<Map<string, AppliedPlan>> {
  const created: Creation[] = []
  const claimed: Claimed = { names: new Set(), directories: new Set() }
  // Most loops are in sync, which the already prefetched check of the first item shows. So the first batch has one
  // item.
  for (
    let at = 0, count = 1;
    at < units.length && context.run.settings.looksAhead;
    at += count, count = MAX_ITEMS
  ) {
    const some = units.slice(at, at + count)
    const checkings = await withFacts(factsReaderOf(context, step, host), () =>
      checkingsOf(context, step, host, some),
    )
    const checks = await Promise.all(
      checkings.map(checking => checking && prefetchedCheckOf(host, step, checking)),
    )
    const creations: Creation[] = []
    for (const [index, checking] of checkings.entries()) {
      const outcome = await checks[index]?.outcome.catch(() => undefined)
      if (!checking || outcome?.kind !== 'plan' || !claim(outcome, claimed)) break
      creations.push({ checking, plan: outcome })
    }
    created.push(...(await applyAll(creations)))
    if (creations.length < checkings.length) break
  }
  return new Map(
    created.map(({ checking, plan }) => [keyOf(checking) ?? '', { plan, recheck: prefetch(checking) }]),
  )
}

/** Applies plans together and returns those that succeeded. */
async function applyAll(creations: readonly Creation[]): Promise<Creation[]> {
  const applied = await Promise.allSettled(
    creations.map(({ checking, plan }) => applyPlan(checking, plan, { isCheckedAgain: false })),
  )
  return creations.filter((_, index) => applied[index]?.status === 'fulfilled')
}

/**
 * Returns the checks of the items whose `when` is not false; undefined for an item that cannot be part of the batch.
 */
async function checkingsOf(
  context: PlayContext,
  step: TaskStep,
  host: HostState,
  units: readonly Unit[],
): Promise<(Checking | undefined)[]> {
  const found: (Checking | undefined)[] = []
  for (const unit of units) {
    const checking = await checkingOf(context, step, host, unit)
    if (checking !== 'skipped') found.push(checking)
  }
  return found
}

/**
 * Returns the check of an item; undefined if it cannot be part of the batch, for example because a param is unknown
 * or the task is delegated.
 */
async function checkingOf(
  context: PlayContext,
  step: TaskStep,
  host: HostState,
  { loop }: Unit,
): Promise<Checking | 'skipped' | undefined> {
  const type = await context.run.types.load(step.type)
  const scope = scopeOf(context, host, step).extend(loop ?? new Map())
  if (step.delegateTo) return undefined
  const condition = evaluateAll(step.when, scope)
  if (condition !== true) return condition === false ? 'skipped' : undefined
  const bound = bindParams(step.type, type, step.params, scope)
  if ('unknown' in bound) return undefined
  const pendingNames = namesSetByItems(step)
  const taskRun: TaskRun = { context, step, host, scope, ref: taskRef(step, scope), pendingNames }
  for await (const checking of expandComposed(taskRun, step.type, type, bound.params, connectToHost)) {
    return checking.isCheckMode || keyOf(checking) === undefined ? undefined : checking
  }
  return undefined
}

/**
 * Returns the prefetched check of the item if it is still valid. Otherwise prefetches it now, so that the item's turn
 * can use it.
 */
async function prefetchedCheckOf(
  { lookAhead: ahead }: HostState,
  step: TaskStep,
  checking: Checking,
): Promise<PrefetchedCheck> {
  const key = keyOf(checking)
  const isSame = (check: PrefetchedCheck): boolean =>
    check.key === key && check.session === checking.connected.session
  const known = ahead.prefetched.get(step)?.find(isSame)
  if (known && (await known.isValid(checking.taskRun))) return known
  const prefetched = prefetch(checking)
  ahead.prefetched.set(step, [
    ...(ahead.prefetched.get(step) ?? []).filter(each => !isSame(each)),
    prefetched,
  ])
  return prefetched
}

/**
 * Returns whether a plan only creates one file, at a path that cannot be the same as, above or below a claimed path,
 * and then claims it. Files with the same name count as the same file, because links can give one directory many
 * paths.
 */
function claim({ changes }: Plan, claimed: Claimed): boolean {
  const [change, ...others] = changes
  const isNewFile = change?.action === 'create' && change.after?.state === 'file'
  if (!isNewFile || others.length > 0) return false
  const { kind, name: given } = parseResource(change.resource)
  if (kind !== 'file' || !given.startsWith('/')) return false
  const path = posix.normalize(given)
  const [name = '', ...directories] = path.split('/').reverse()
  if (claimed.names.has(name) || claimed.directories.has(name)) return false
  if (directories.some(directory => claimed.names.has(directory))) return false
  claimed.names.add(name)
  for (const directory of directories) claimed.directories.add(directory)
  return true
}
