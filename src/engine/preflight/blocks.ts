import type { BlockStep, RoleRun, Step } from '../../playbook/steps.ts'
import { evaluateAll } from '../check/when.ts'
import { optionsOf } from '../play/guard.ts'
import { recordRoleStart } from '../play/roles.ts'
import { asTask } from '../steps/step-as-task.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import { checkRounds, forgetNames } from './block-rounds.ts'
import type { CheckSteps } from './includes.ts'
import { limitCertainty, type PlayCheck } from './play-check.ts'
import {
  type Certainty,
  least,
  most,
  NEVER,
  PERHAPS,
  type PredictedHost,
  reachOf,
  SURELY,
  setPredicted,
  tryEvaluate,
} from './simulation.ts'
import { evaluatorFor } from './step-evaluator.ts'

/** Checks the block of a role. On a host that may have run the role already, it is uncertain whether it runs again. */
export async function checkRole(
  playCheck: PlayCheck,
  step: BlockStep,
  run: RoleRun,
  hosts: readonly PredictedHost[],
  checkInnerSteps: CheckSteps,
): Promise<void> {
  const { role } = run
  const { rolesStarted } = playCheck.context.state
  const mayHaveRun = ({ host }: PredictedHost): boolean =>
    !role.allowsDuplicates && rolesStarted.get(host)?.has(role.identity) === true
  const certainty = (predicted: PredictedHost): Certainty => (mayHaveRun(predicted) ? PERHAPS : SURELY)
  await limitCertainty(hosts, certainty, () => checkBlock(playCheck, step, hosts, checkInnerSteps))
  for (const predicted of hosts) {
    if (reachOf(predicted) !== NEVER) recordRoleStart(playCheck.context, role, predicted.host)
  }
}

/** Checks a block on the hosts that reach it. `checkInnerSteps` checks its steps. */
export async function checkBlock(
  playCheck: PlayCheck,
  step: BlockStep,
  hosts: readonly PredictedHost[],
  checkInnerSteps: CheckSteps,
): Promise<void> {
  const { loop } = step
  if (loop)
    return checkRounds(playCheck, { ...step, loop }, hosts, (block, entering) =>
      checkBlock(playCheck, block, entering, checkInnerSteps),
    )
  const { simulation, context } = playCheck
  const { guard } = step
  const entered = hosts.map(predicted => ({ predicted, reach: reachOf(predicted), before: { ...predicted } }))
  if (guard) {
    for (const { predicted, reach } of entered) {
      await tryEvaluate(simulation, reach, () =>
        optionsOf(guard, scopeOf(context, predicted.host, asTask(step, 'guard'))),
      )
    }
  }
  const part = async (
    steps: readonly Step[],
    isCaught: boolean,
    base: (each: (typeof entered)[number]) => Certainty,
  ): Promise<void> => {
    for (const each of entered) Object.assign(each.predicted, { base: base(each), failed: NEVER })
    await checkInnerSteps({ ...playCheck, isCaught }, steps, hosts)
  }
  const isRescued = playCheck.isCaught || step.rescue.length > 0
  if (step.retry) for (const { predicted } of entered) forgetNames(playCheck, step, predicted)
  await part(step.block, isRescued || step.retry !== undefined, ({ reach }) => reach)
  if (step.retry) await checkRetry({ ...playCheck, isCaught: isRescued }, step, hosts)
  let failed = new Map(entered.map(({ predicted }) => [predicted, predicted.failed]))
  if (step.rescue.length > 0) {
    const after = failed
    const isEntered = ({ predicted, reach }: (typeof entered)[number]): Certainty =>
      after.get(predicted) === SURELY ? reach : least(reach, PERHAPS)
    for (const each of entered)
      for (const name of ['ansible_failed_task', 'ansible_failed_result'])
        setPredicted(context, each.predicted, name, isEntered(each))
    await part(step.rescue, playCheck.isCaught, isEntered)
    failed = new Map(
      entered.map(({ predicted }) => [predicted, least(after.get(predicted) ?? NEVER, predicted.failed)]),
    )
  }
  await part(step.always, playCheck.isCaught, ({ reach }) => reach)
  for (const { predicted, before } of entered) {
    predicted.base = before.base
    predicted.failed = [before.failed, failed.get(predicted) ?? NEVER, predicted.failed].reduce(most)
  }
}

/**
 * Checks `until`, `retries` and `delay` of a block. Because it may be repeated, the variables that its tasks set are
 * unknown afterwards, and so is whether it fails.
 */
async function checkRetry(
  playCheck: PlayCheck,
  step: BlockStep,
  hosts: readonly PredictedHost[],
): Promise<void> {
  const { until = [], retries, delay } = step.retry ?? {}
  for (const predicted of hosts) {
    forgetNames(playCheck, step, predicted)
    const scope = scopeOf(playCheck.context, predicted.host, step)
    const evaluateStep = evaluatorFor(playCheck, step, predicted)
    predicted.failed = least(predicted.failed, PERHAPS)
    const reach = reachOf(predicted)
    for (const source of [retries, delay]) if (source) await evaluateStep(reach, () => scope.render(source))
    await evaluateStep(reach, () => evaluateAll(until, scope))
  }
}
