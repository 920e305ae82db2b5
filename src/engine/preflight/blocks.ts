import type { BlockStep, RoleRun, Step } from '../../playbook/steps.ts'
import { optionsOf } from '../play/guard.ts'
import { noteBegun } from '../play/roles.ts'
import { asTask } from '../steps/step-as-task.ts'
import { scopeOf } from '../variables/scopes.ts'
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
import { asFarAs, type Way } from './path.ts'

/** Looks at the steps of a block. */
type LookAtSteps = (way: Way, steps: readonly Step[], hosts: readonly PredictedHost[]) => Promise<void>

/** A role that a host may have run already may not run again. */
export async function lookAtRole(
  way: Way,
  step: BlockStep,
  run: RoleRun,
  hosts: readonly PredictedHost[],
  lookAtSteps: LookAtSteps,
): Promise<void> {
  const { role } = run
  const { rolesBegun } = way.context.state
  const mayHaveRun = ({ host }: PredictedHost): boolean =>
    !role.allowsDuplicates && rolesBegun.get(host)?.has(role.identity) === true
  const certainty = (predicted: PredictedHost): Certainty => (mayHaveRun(predicted) ? PERHAPS : SURELY)
  await asFarAs(hosts, certainty, () => lookAtBlock(way, step, hosts, lookAtSteps))
  for (const predicted of hosts) {
    if (reachOf(predicted) !== NEVER) noteBegun(way.context, role, predicted.host)
  }
}

/** Looks at a block with its `rescue` and `always`, and at its guard. */
export async function lookAtBlock(
  way: Way,
  step: BlockStep,
  hosts: readonly PredictedHost[],
  lookAtSteps: LookAtSteps,
): Promise<void> {
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
    await lookAtSteps({ ...way, isCaught }, steps, hosts)
  }
  await part(step.block, way.isCaught || step.rescue.length > 0, ({ reach }) => reach)
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
