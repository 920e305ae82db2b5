import type { BlockStep, RoleRun, Step } from '../../playbook/steps.ts'
import { evaluateAll } from '../check/when.ts'
import { optionsOf } from '../play/guard.ts'
import { noteBegun } from '../play/roles.ts'
import { asTask } from '../steps/step-as-task.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import { forgetNames, lookAtRounds } from './block-rounds.ts'
import {
  type Certainty,
  least,
  most,
  NEVER,
  noting,
  PERHAPS,
  type PredictedHost,
  reachOf,
  SURELY,
  setAhead,
} from './course.ts'
import type { LookInside } from './includes.ts'
import { notesOf } from './note-step.ts'
import { asFarAs, type Way } from './path.ts'

/** Checks the block of a role. On a host that may have run the role already, it is uncertain whether it runs again. */
export async function lookAtRole(
  way: Way,
  step: BlockStep,
  run: RoleRun,
  hosts: readonly PredictedHost[],
  lookInside: LookInside,
): Promise<void> {
  const { role } = run
  const { rolesBegun } = way.context.state
  const mayHaveRun = ({ host }: PredictedHost): boolean =>
    !role.allowsDuplicates && rolesBegun.get(host)?.has(role.identity) === true
  const certainty = (predicted: PredictedHost): Certainty => (mayHaveRun(predicted) ? PERHAPS : SURELY)
  await asFarAs(hosts, certainty, () => lookAtBlock(way, step, hosts, lookInside))
  for (const predicted of hosts) {
    if (reachOf(predicted) !== NEVER) noteBegun(way.context, role, predicted.host)
  }
}

/** Checks a block on the hosts that reach it. `lookInside` checks its steps. */
export async function lookAtBlock(
  way: Way,
  step: BlockStep,
  hosts: readonly PredictedHost[],
  lookInside: LookInside,
): Promise<void> {
  const { loop } = step
  if (loop)
    return lookAtRounds(way, { ...step, loop }, hosts, (block, those) =>
      lookAtBlock(way, block, those, lookInside),
    )
  const { course, context } = way
  const { guard } = step
  const entered = hosts.map(predicted => ({ predicted, reach: reachOf(predicted), before: { ...predicted } }))
  if (guard) {
    for (const { predicted, reach } of entered) {
      await noting(course, reach, () =>
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
    await lookInside({ ...way, isCaught }, steps, hosts)
  }
  const isRescued = way.isCaught || step.rescue.length > 0
  if (step.retry) for (const { predicted } of entered) forgetNames(way, step, predicted)
  await part(step.block, isRescued || step.retry !== undefined, ({ reach }) => reach)
  if (step.retry) await lookAtRetry({ ...way, isCaught: isRescued }, step, hosts)
  let failed = new Map(entered.map(({ predicted }) => [predicted, predicted.failed]))
  if (step.rescue.length > 0) {
    const after = failed
    const isEntered = ({ predicted, reach }: (typeof entered)[number]): Certainty =>
      after.get(predicted) === SURELY ? reach : least(reach, PERHAPS)
    for (const each of entered)
      for (const name of ['ansible_failed_task', 'ansible_failed_result'])
        setAhead(context, each.predicted, name, isEntered(each))
    await part(step.rescue, way.isCaught, isEntered)
    failed = new Map(
      entered.map(({ predicted }) => [predicted, least(after.get(predicted) ?? NEVER, predicted.failed)]),
    )
  }
  await part(step.always, way.isCaught, ({ reach }) => reach)
  for (const { predicted, before } of entered) {
    predicted.base = before.base
    predicted.failed = [before.failed, failed.get(predicted) ?? NEVER, predicted.failed].reduce(most)
  }
}

/**
 * Checks `until`, `retries` and `delay` of a block. Because it may be repeated, the variables that its tasks set are
 * unknown afterwards, and
 * so is whether it fails.
 */
async function lookAtRetry(way: Way, step: BlockStep, hosts: readonly PredictedHost[]): Promise<void> {
  const { until = [], retries, delay } = step.retry ?? {}
  for (const predicted of hosts) {
    forgetNames(way, step, predicted)
    const scope = scopeOf(way.context, predicted.host, step)
    const note = notesOf(way, step, predicted)
    predicted.failed = least(predicted.failed, PERHAPS)
    const reach = reachOf(predicted)
    for (const source of [retries, delay]) if (source) await note(reach, () => scope.render(source))
    await note(reach, () => evaluateAll(until, scope))
  }
}
