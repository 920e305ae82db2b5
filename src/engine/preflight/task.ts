import type { TaskType } from '../../authoring/define.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { Inherited } from '../../playbook/keywords/inherit.ts'
import type { ConditionSource } from '../../playbook/keywords/values.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { isList } from '../../values/plain.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import { bindParams } from '../check/bind.ts'
import { withRegistered } from '../check/conditions.ts'
import { environmentOf, machineOf, targetFor } from '../check/connect.ts'
import { delegateOf } from '../check/delegate.ts'
import { asyncWish } from '../check/job.ts'
import { beforeLoop, loopUnits, unknownItem } from '../check/loop-items.ts'
import { parallelOf } from '../check/parallel.ts'
import type { Acting } from '../state/acting.ts'
import type { PlayContext } from '../state/context.ts'
import { asFlag, checkModeOf } from '../variables/keyword-values.ts'
import { keptNames } from '../variables/private-variables.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import { addAhead, noteUnknownAddition } from './additions.ts'
import { refuseArguments } from './arguments.ts'
import { lookAtFiles, noteControllerWrites } from './controller-files.ts'
import {
  type Certainty,
  type Course,
  certaintyOf,
  least,
  most,
  NEVER,
  PERHAPS,
  type PredictedHost,
  SURELY,
  setAhead,
} from './course.ts'
import { listAhead } from './list-ahead.ts'
import { isPassedOver, type Looking, note } from './looking.ts'
import { includeAhead, type Prospect, prospectOf } from './prospect.ts'
import { withEarlier } from './unknown-items.ts'

/** The maximum number of items of a loop that are checked. */
const MOST_ITEMS = 100

/**
 * Checks a task for a host that reaches it with certainty `reach`: conditions, loop, params, keywords and
 * files, as far as they are known; then sets the variables that it registers or sets. `isCaught` means that a
 * `rescue` handles its failure.
 */
export async function lookAtTask(
  course: Course,
  context: PlayContext,
  predicted: PredictedHost,
  { step, type, reach, isCaught }: { step: TaskStep; type: TaskType; reach: Certainty; isCaught: boolean },
): Promise<Prospect> {
  const scope = scopeOf(context, predicted.host, step)
  const ignores = ignoring(step, scope)
  const looking: Looking = { course, context, predicted, step, type, ignores, isCaught, trouble: NEVER }
  const prospects = await lookAtItems(looking, scope, reach)
  if (step.register !== undefined)
    for (const name of keptNames(step.role, step.register)) setAhead(context, predicted, name, reach)
  const done = prospects.map(each => each.done).reduce(most, NEVER)
  const fails = prospects.map(each => each.fails).reduce(most, NEVER)
  const control = prospects.find(each => each.control && each.done !== NEVER)?.control
  // Errors without a `rescue` are reported, and later tasks are still checked.
  const lost = isCaught ? most(fails, looking.trouble) : fails
  const failsUnlessIgnored = ignores === PERHAPS ? least(lost, PERHAPS) : lost
  return {
    done,
    fails: ignores === SURELY ? NEVER : failsUnlessIgnored,
    ...(control ? { control } : {}),
  }
}

async function lookAtItems(looking: Looking, scope: Scope, reach: Certainty): Promise<Prospect[]> {
  const { course, step } = looking
  const { loop } = step
  if (!loop) return [await lookAtItem(looking, scope, await certaintyOfAll(looking, step.when, scope, reach))]
  const { value: early } = await note(looking, reach, () => beforeLoop(step, scope))
  if (!early) return []
  const certainty = await certaintyOfAll(looking, early, scope, reach)
  if (isPassedOver(course, certainty)) return []
  const { isSound, value: items } = await listAhead(
    (sure, look) => note(looking, sure, look),
    { loop, when: step.when },
    scope,
    certainty,
  )
  if (!isSound) return []
  await note(looking, certainty, () => parallelOf(step, looking.type, scope))
  const isKnown = isList(items)
  const units = isKnown
    ? loopUnits(step, items, scope).slice(0, MOST_ITEMS)
    : [{ loop: unknownItem(step.loopControl) }]
  if (isKnown && items.length > MOST_ITEMS) noteUnknownAddition(looking.course, step, certainty)
  const prospects: Prospect[] = []
  for (const [index, { loop: own = new Map() }] of units.entries()) {
    const inner = withEarlier(step, scope, isKnown && index === 0).extend(own)
    const first = isKnown ? certainty : least(certainty, PERHAPS)
    prospects.push(await lookAtItem(looking, inner, await certaintyOfAll(looking, step.when, inner, first)))
    const { label } = step.loopControl
    if (label) await note(looking, first, () => inner.renderOptional(label))
  }
  return prospects
}

async function lookAtItem(looking: Looking, scope: Scope, certainty: Certainty): Promise<Prospect> {
  const { course, context, predicted, step, type } = looking
  const { host } = predicted
  if (isPassedOver(course, certainty)) return { done: NEVER, fails: NEVER }
  const { unsupported } = step
  if (unsupported) {
    await note(looking, certainty, () => {
      throw unsupported
    })
    return { done: certainty, fails: NEVER }
  }
  const acting: Acting = { context, step, host, scope, ref: { task: '', name: '', taskType: step.type } }
  const { value: bound } = await note(looking, certainty, () =>
    bindParams(step.type, type, step.params, scope),
  )
  await lookAtKeywords(looking, acting, certainty)
  const machine = await lookAtTarget(looking, acting, certainty)
  await lookAtFiles(looking, acting, bound, certainty)
  await noteControllerWrites(looking, bound, machine, certainty)
  const failsBy = await lookAtResultConditions(looking, scope, certainty)
  if (step.type === 'include_vars') await includeAhead(looking, acting, bound, certainty)
  await addAhead(looking, bound, certainty)
  if (step.type === 'validate_argument_spec')
    await note(looking, certainty, () => refuseArguments(acting, bound))
  const prospect = prospectOf(looking, bound, certainty)
  return { ...prospect, fails: most(prospect.fails, failsBy) }
}

/** Returns the certainty that all conditions are true. Each is evaluated only if the previous ones may be true. */
async function certaintyOfAll(
  looking: Looking,
  conditions: readonly ConditionSource[],
  scope: Scope,
  certainty: Certainty,
): Promise<Certainty> {
  let reach = certainty
  for (const condition of conditions) {
    const { isSound, value: verdict = PERHAPS } = await note(looking, reach, () =>
      certaintyOf(scope.evaluateCondition(condition)),
    )
    reach = isSound ? least(reach, verdict) : NEVER
    if (isPassedOver(looking.course, reach)) return NEVER
  }
  return reach
}

async function lookAtKeywords(looking: Looking, acting: Acting, certainty: Certainty): Promise<void> {
  const { step, type } = looking
  const { scope, context } = acting
  for (const source of [step.retries, step.delay]) {
    if (source) await note(looking, certainty, () => scope.renderOptional(source))
  }
  await note(looking, certainty, () => asyncWish(step, type, scope))
  if ('expand' in type) return
  await note(looking, certainty, () => environmentOf(acting))
  await note(looking, certainty, () => checkModeOf(context.run, step, scope))
}

/**
 * Checks the conditions on the result, which is not known yet: they are compiled and their names are looked up.
 * Returns the certainty that
 * `failed_when` makes the task fail.
 */
async function lookAtResultConditions(
  looking: Looking,
  scope: Scope,
  certainty: Certainty,
): Promise<Certainty> {
  const { step } = looking
  const result = new Unknown('the result of the task')
  const withResult = withRegistered(step, scope, result)
  for (const condition of [...(step.until ?? []), ...(step.changedWhen ?? [])])
    await note(looking, certainty, () => withResult.evaluateCondition(condition))
  const { failedWhen = [] } = step
  let fails: Certainty = failedWhen.length > 0 ? certainty : NEVER
  for (const condition of failedWhen) {
    const { value: verdict = result } = await note(looking, certainty, () =>
      withResult.evaluateCondition(condition),
    )
    // A condition that depends on the result is an ordinary one. A `failed_when` that is certainly true fails the
    // task on purpose.
    fails = verdict === result ? NEVER : least(fails, certaintyOf(verdict))
  }
  return fails
}

/** Checks the connection settings of a task, as far as they are known before the run. Returns the machine. */
async function lookAtTarget(
  looking: Looking,
  acting: Acting,
  certainty: Certainty,
): Promise<string | undefined> {
  const { context, step, type, predicted } = looking
  const { value: machine } = await note(looking, certainty, () => {
    if (step.delegateTo && acting.scope.renderOptional(step.delegateTo) instanceof Unknown) return undefined
    const delegate = delegateOf(acting)
    if ('isLocal' in type && type.isLocal) return undefined
    const target = targetFor(acting, delegate ?? predicted.host)
    context.run.checkTarget(target)
    return machineOf(target)
  })
  return machine
}

/** Returns the certainty that `ignore_errors` ignores a failure. */
export function ignoring({ ignoreErrors }: Inherited, scope: Scope): Certainty {
  if (!ignoreErrors) return NEVER
  try {
    const isIgnored = asFlag('ignore_errors', scope.renderOptional(ignoreErrors), ignoreErrors.place)
    return isIgnored ? SURELY : NEVER
  } catch (error) {
    if (error instanceof UnknownValueError) return PERHAPS
    return NEVER
  }
}
