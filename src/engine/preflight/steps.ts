import type { Source } from '../../errors.ts'
import type { Step, TaskStep } from '../../playbook/steps.ts'
import { handlersNamed } from '../play/handlers.ts'
import { isConstant } from '../steps/is-constant.ts'
import { isSelected } from '../steps/tags.ts'
import { applyOutcome, failBatch, shareVariables } from './apply-outcome.ts'
import { checkBlock, checkRole } from './blocks.ts'
import { checkInclude } from './includes.ts'
import { checkRunOnce, limitCertainty, type PlayCheck } from './play-check.ts'
import type { PredictedOutcome } from './predict-outcome.ts'
import {
  type Certainty,
  keyOf,
  least,
  most,
  NEVER,
  PERHAPS,
  type PredictedHost,
  reachOf,
  tryEvaluate,
} from './simulation.ts'
import { checkTask } from './task.ts'
import { mistakesIn } from './task-mistakes.ts'

/** Checks steps in the order in which they run, on the hosts that reach them. */
export async function checkSteps(
  playCheck: PlayCheck,
  steps: readonly Step[],
  hosts: readonly PredictedHost[],
): Promise<void> {
  const { isThorough } = playCheck.simulation
  for (const step of steps) {
    if (!isThorough && hosts.every(predicted => reachOf(predicted) === NEVER)) return
    if (step.kind === 'block' && step.roleRun)
      await checkRole(playCheck, step, step.roleRun, hosts, checkSteps)
    else if (step.kind === 'block') await checkBlock(playCheck, step, hosts, checkSteps)
    else if (step.kind === 'include') await checkInclude(playCheck, step, hosts, checkSteps)
    else await checkTaskStep(playCheck, step, hosts)
  }
}

/** Checks all handlers of a play as uncertain, because it is unknown which of them are notified. */
export async function checkHandlers(playCheck: PlayCheck, hosts: readonly PredictedHost[]): Promise<void> {
  await limitCertainty(hosts, PERHAPS, async () => {
    for (const handler of playCheck.context.handlers) {
      if (handler.kind === 'task') await checkTaskOn(playCheck, handler, hosts, reachOf)
      else await checkInclude(playCheck, handler, hosts, checkSteps)
    }
  })
}

async function checkTaskStep(
  playCheck: PlayCheck,
  step: TaskStep,
  hosts: readonly PredictedHost[],
): Promise<void> {
  const { simulation } = playCheck
  const isReached = hosts.some(predicted => reachOf(predicted) !== NEVER)
  if (isReached && isSelected(simulation.run, step)) return checkTaskOn(playCheck, step, hosts, reachOf)
  simulation.skipped.add(step)
  if (simulation.isThorough) await checkTaskOn(playCheck, step, hosts, () => NEVER)
}

async function checkTaskOn(
  playCheck: PlayCheck,
  step: TaskStep,
  hosts: readonly PredictedHost[],
  reach: (predicted: PredictedHost) => Certainty,
): Promise<void> {
  const { simulation, context, isCaught } = playCheck
  if (!simulation.skipped.has(step)) simulation.reached.add(step)
  const reaching = hosts
    .map(predicted => ({ predicted, reach: reach(predicted) }))
    .filter(each => each.reach !== NEVER || simulation.isThorough)
  const [first] = reaching
  if (!first) return
  const { isValid, value: type } = await tryEvaluate(simulation, first.reach, () =>
    simulation.run.types.load(step.type),
  )
  if (!isValid || !type) {
    // The variables that it would set are unknown, so a missing one must not become a second error later.
    for (const { predicted } of reaching) predicted.uncertain.mayHaveAny = true
    return
  }
  const isOnce = await checkRunOnce(playCheck, step, first.predicted, first.reach)
  const checked = isOnce ? [first] : reaching
  const predictedOutcomes: { predicted: PredictedHost; predictedOutcome: PredictedOutcome }[] = []
  for (const each of checked) {
    const predictedOutcome = await checkTask(simulation, context, each.predicted, {
      step,
      type,
      reach: each.reach,
      isCaught,
    })
    predictedOutcomes.push({ predicted: each.predicted, predictedOutcome })
  }
  const done = predictedOutcomes.map(({ predictedOutcome }) => predictedOutcome.runs).reduce(most, NEVER)
  if (done !== NEVER || simulation.isThorough)
    for (const error of mistakesIn(step, type)) simulation.mistakes.set(keyOf(error), error)
  for (const name of step.notify) await checkNotify(playCheck, name, { ...first, reach: done })
  if (isOnce) shareVariables(playCheck, step, { first: first.predicted, done }, hosts)
  const batchFailures = predictedOutcomes.map(({ predicted, predictedOutcome }) =>
    applyOutcome(playCheck, step, isOnce ? hosts : [predicted], predictedOutcome),
  )
  failBatch(playCheck, batchFailures.reduce(most, NEVER))
  if (predictedOutcomes.some(({ predictedOutcome }) => predictedOutcome.control === 'flush_handlers'))
    await checkHandlers(playCheck, hosts)
}

async function checkNotify(
  { simulation, context, isCaught }: PlayCheck,
  name: Source,
  { predicted, reach }: { predicted: PredictedHost; reach: Certainty },
): Promise<void> {
  if (!isConstant(name)) return
  const isTemplated = context.handlers.some(handler => handler.name && !isConstant(handler.name))
  if (isTemplated) return
  await tryEvaluate(simulation, isCaught ? least(reach, PERHAPS) : reach, () =>
    handlersNamed(context, predicted.host, String(name.kind === 'scalar' ? name.value : ''), name),
  )
}
