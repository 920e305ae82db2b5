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
import { asyncSettingsOf } from '../check/job.ts'
import { beforeLoop, loopUnits, unknownItem } from '../check/loop-items.ts'
import { parallelOf } from '../check/parallel.ts'
import type { PlayContext } from '../state/context.ts'
import type { TaskRun } from '../state/task-run.ts'
import { asFlag, checkModeOf } from '../variables/keyword-values.ts'
import { storedNames } from '../variables/private-variables.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import { predictAddition, recordUnknownAddition } from './additions.ts'
import { refuseArguments } from './arguments.ts'
import { checkFiles, recordControllerWrites } from './controller-files.ts'
import { evaluateLoopList } from './loop-list.ts'
import { type PredictedOutcome, predictIncludedVars, predictOutcome } from './predict-outcome.ts'
import {
  type Certainty,
  certaintyOf,
  least,
  most,
  NEVER,
  PERHAPS,
  type PredictedHost,
  type Simulation,
  SURELY,
  setPredicted,
} from './simulation.ts'
import { evaluateForTask, isSkipped, type TaskCheck } from './task-check.ts'
import { withEarlier } from './unknown-items.ts'

/** The maximum number of items of a loop that are checked. */
const MAX_ITEMS = 100

/**
 * Checks a task for a host that reaches it with certainty `reach`: conditions, loop, params, keywords and
 * files, as far as they are known; then sets the variables that it registers or sets. `isCaught` means that a
 * `rescue` handles its failure.
 */
export async function checkTask(
  simulation: Simulation,
  context: PlayContext,
  predicted: PredictedHost,
  { step, type, reach, isCaught }: { step: TaskStep; type: TaskType; reach: Certainty; isCaught: boolean },
): Promise<PredictedOutcome> {
  const scope = scopeOf(context, predicted.host, step)
  const ignores = ignoring(step, scope)
  const taskCheck: TaskCheck = {
    simulation,
    context,
    predicted,
    step,
    type,
    ignores,
    isCaught,
    errorCertainty: NEVER,
  }
  const predictedOutcomes = await checkItems(taskCheck, scope, reach)
  if (step.register !== undefined)
    for (const name of storedNames(step.role, step.register)) setPredicted(context, predicted, name, reach)
  const runs = predictedOutcomes.map(each => each.runs).reduce(most, NEVER)
  const fails = predictedOutcomes.map(each => each.fails).reduce(most, NEVER)
  const control = predictedOutcomes.find(each => each.control && each.runs !== NEVER)?.control
  // Errors without a `rescue` are reported, and later tasks are still checked.
  const lost = isCaught ? most(fails, taskCheck.errorCertainty) : fails
  const failsUnlessIgnored = ignores === PERHAPS ? least(lost, PERHAPS) : lost
  return {
    runs,
    fails: ignores === SURELY ? NEVER : failsUnlessIgnored,
    ...(control ? { control } : {}),
  }
}

async function checkItems(taskCheck: TaskCheck, scope: Scope, reach: Certainty): Promise<PredictedOutcome[]> {
  const { simulation, step } = taskCheck
  const { loop } = step
  if (!loop)
    return [await checkItem(taskCheck, scope, await certaintyOfAll(taskCheck, step.when, scope, reach))]
  const { value: early } = await evaluateForTask(taskCheck, reach, () => beforeLoop(step, scope))
  if (!early) return []
  const certainty = await certaintyOfAll(taskCheck, early, scope, reach)
  if (isSkipped(simulation, certainty)) return []
  const { isValid, value: items } = await evaluateLoopList(
    (sure, evaluate) => evaluateForTask(taskCheck, sure, evaluate),
    { loop, when: step.when },
    scope,
    certainty,
  )
  if (!isValid) return []
  await evaluateForTask(taskCheck, certainty, () => parallelOf(step, taskCheck.type, scope))
  const isKnown = isList(items)
  const units = isKnown
    ? loopUnits(step, items, scope).slice(0, MAX_ITEMS)
    : [{ loop: unknownItem(step.loopControl) }]
  if (isKnown && items.length > MAX_ITEMS) recordUnknownAddition(taskCheck.simulation, step, certainty)
  const predictedOutcomes: PredictedOutcome[] = []
  for (const [index, { loop: own = new Map() }] of units.entries()) {
    const inner = withEarlier(step, scope, isKnown && index === 0).extend(own)
    const first = isKnown ? certainty : least(certainty, PERHAPS)
    predictedOutcomes.push(
      await checkItem(taskCheck, inner, await certaintyOfAll(taskCheck, step.when, inner, first)),
    )
    const { label } = step.loopControl
    if (label) await evaluateForTask(taskCheck, first, () => inner.renderOptional(label))
  }
  return predictedOutcomes
}

async function checkItem(
  taskCheck: TaskCheck,
  scope: Scope,
  certainty: Certainty,
): Promise<PredictedOutcome> {
  const { simulation, context, predicted, step, type } = taskCheck
  const { host } = predicted
  if (isSkipped(simulation, certainty)) return { runs: NEVER, fails: NEVER }
  const { unsupported } = step
  if (unsupported) {
    await evaluateForTask(taskCheck, certainty, () => {
      throw unsupported
    })
    return { runs: certainty, fails: NEVER }
  }
  const taskRun: TaskRun = { context, step, host, scope, ref: { task: '', name: '', taskType: step.type } }
  const { value: bound } = await evaluateForTask(taskCheck, certainty, () =>
    bindParams(step.type, type, step.params, scope),
  )
  await checkKeywords(taskCheck, taskRun, certainty)
  const machine = await checkConnection(taskCheck, taskRun, certainty)
  await checkFiles(taskCheck, taskRun, bound, certainty)
  await recordControllerWrites(taskCheck, bound, machine, certainty)
  const failsBy = await checkResultConditions(taskCheck, scope, certainty)
  if (step.type === 'include_vars') await predictIncludedVars(taskCheck, taskRun, bound, certainty)
  await predictAddition(taskCheck, bound, certainty)
  if (step.type === 'validate_argument_spec')
    await evaluateForTask(taskCheck, certainty, () => refuseArguments(taskRun, bound))
  const predictedOutcome = predictOutcome(taskCheck, bound, certainty)
  return { ...predictedOutcome, fails: most(predictedOutcome.fails, failsBy) }
}

/** Returns the certainty that all conditions are true. Each is evaluated only if the previous ones may be true. */
async function certaintyOfAll(
  taskCheck: TaskCheck,
  conditions: readonly ConditionSource[],
  scope: Scope,
  certainty: Certainty,
): Promise<Certainty> {
  let reach = certainty
  for (const condition of conditions) {
    const { isValid, value: verdict = PERHAPS } = await evaluateForTask(taskCheck, reach, () =>
      certaintyOf(scope.evaluateCondition(condition)),
    )
    reach = isValid ? least(reach, verdict) : NEVER
    if (isSkipped(taskCheck.simulation, reach)) return NEVER
  }
  return reach
}

async function checkKeywords(taskCheck: TaskCheck, taskRun: TaskRun, certainty: Certainty): Promise<void> {
  const { step, type } = taskCheck
  const { scope, context } = taskRun
  for (const source of [step.retries, step.delay]) {
    if (source) await evaluateForTask(taskCheck, certainty, () => scope.renderOptional(source))
  }
  await evaluateForTask(taskCheck, certainty, () => asyncSettingsOf(step, type, scope))
  if ('expand' in type) return
  await evaluateForTask(taskCheck, certainty, () => environmentOf(taskRun))
  await evaluateForTask(taskCheck, certainty, () => checkModeOf(context.run, step, scope))
}

/**
 * Checks the conditions on the result, which is not known yet: they are compiled and their names are looked up.
 * Returns the certainty that `failed_when` makes the task fail.
 */
async function checkResultConditions(
  taskCheck: TaskCheck,
  scope: Scope,
  certainty: Certainty,
): Promise<Certainty> {
  const { step } = taskCheck
  const result = new Unknown('the result of the task')
  const withResult = withRegistered(step, scope, result)
  for (const condition of [...(step.until ?? []), ...(step.changedWhen ?? [])])
    await evaluateForTask(taskCheck, certainty, () => withResult.evaluateCondition(condition))
  const { failedWhen = [] } = step
  let fails: Certainty = failedWhen.length > 0 ? certainty : NEVER
  for (const condition of failedWhen) {
    const { value: verdict = result } = await evaluateForTask(taskCheck, certainty, () =>
      withResult.evaluateCondition(condition),
    )
    // A condition that depends on the result is an ordinary one. A `failed_when` that is certainly true fails the
    // task on purpose.
    fails = verdict === result ? NEVER : least(fails, certaintyOf(verdict))
  }
  return fails
}

/** Checks the connection settings of a task, as far as they are known before the run. Returns the machine. */
async function checkConnection(
  taskCheck: TaskCheck,
  taskRun: TaskRun,
  certainty: Certainty,
): Promise<string | undefined> {
  const { context, step, type, predicted } = taskCheck
  const { value: machine } = await evaluateForTask(taskCheck, certainty, () => {
    if (step.delegateTo && taskRun.scope.renderOptional(step.delegateTo) instanceof Unknown) return undefined
    const delegate = delegateOf(taskRun)
    if ('isLocal' in type && type.isLocal) return undefined
    const target = targetFor(taskRun, delegate ?? predicted.host)
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
