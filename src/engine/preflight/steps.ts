import type { Source } from '../../errors.ts'
import type { Step, TaskStep } from '../../playbook/steps.ts'
import { handlersNamed } from '../play/handlers.ts'
import { isConstant } from '../steps/is-constant.ts'
import { isSelected } from '../steps/tags.ts'
import { lookAtBlock, lookAtRole } from './blocks.ts'
import { applyProspect, failBatch, shareVariables } from './consequences.ts'
import {
  type Certainty,
  keyOf,
  least,
  most,
  NEVER,
  noting,
  PERHAPS,
  type PredictedHost,
  reachOf,
} from './course.ts'
import { lookAtInclude } from './includes.ts'
import { asFarAs, lookAtOnce, type Way } from './path.ts'
import type { Prospect } from './prospect.ts'
import { lookAtTask } from './task.ts'
import { mistakesIn } from './task-mistakes.ts'

/** Checks steps in the order in which they run, on the hosts that reach them. */
export async function lookAtSteps(
  way: Way,
  steps: readonly Step[],
  hosts: readonly PredictedHost[],
): Promise<void> {
  const { isThorough } = way.course
  for (const step of steps) {
    if (!isThorough && hosts.every(predicted => reachOf(predicted) === NEVER)) return
    if (step.kind === 'block' && step.roleRun) await lookAtRole(way, step, step.roleRun, hosts, lookAtSteps)
    else if (step.kind === 'block') await lookAtBlock(way, step, hosts, lookAtSteps)
    else if (step.kind === 'include') await lookAtInclude(way, step, hosts, lookAtSteps)
    else await lookAtTaskStep(way, step, hosts)
  }
}

/** Checks all handlers of a play as uncertain, because it is unknown which of them are notified. */
export async function lookAtHandlers(way: Way, hosts: readonly PredictedHost[]): Promise<void> {
  await asFarAs(hosts, PERHAPS, async () => {
    for (const handler of way.context.handlers) {
      if (handler.kind === 'task') await lookAtTaskOn(way, handler, hosts, reachOf)
      else await lookAtInclude(way, handler, hosts, lookAtSteps)
    }
  })
}

async function lookAtTaskStep(way: Way, step: TaskStep, hosts: readonly PredictedHost[]): Promise<void> {
  const { course } = way
  const isReached = hosts.some(predicted => reachOf(predicted) !== NEVER)
  if (isReached && isSelected(course.run, step)) return lookAtTaskOn(way, step, hosts, reachOf)
  course.leftOut.add(step)
  if (course.isThorough) await lookAtTaskOn(way, step, hosts, () => NEVER)
}

async function lookAtTaskOn(
  way: Way,
  step: TaskStep,
  hosts: readonly PredictedHost[],
  reach: (predicted: PredictedHost) => Certainty,
): Promise<void> {
  const { course, context, isCaught } = way
  if (!course.leftOut.has(step)) course.passed.add(step)
  const going = hosts
    .map(predicted => ({ predicted, reach: reach(predicted) }))
    .filter(each => each.reach !== NEVER || course.isThorough)
  const [first] = going
  if (!first) return
  const { isSound, value: type } = await noting(course, first.reach, () => course.run.types.load(step.type))
  if (!isSound || !type) {
    // The variables that it would set are unknown, so a missing one must not become a second error later.
    for (const { predicted } of going) predicted.ahead.isOpen = true
    return
  }
  const isOnce = await lookAtOnce(way, step, first.predicted, first.reach)
  const acting = isOnce ? [first] : going
  const prospects: { predicted: PredictedHost; prospect: Prospect }[] = []
  for (const each of acting) {
    const prospect = await lookAtTask(course, context, each.predicted, {
      step,
      type,
      reach: each.reach,
      isCaught,
    })
    prospects.push({ predicted: each.predicted, prospect })
  }
  const done = prospects.map(({ prospect }) => prospect.done).reduce(most, NEVER)
  if (done !== NEVER || course.isThorough)
    for (const error of mistakesIn(step, type)) course.mistakes.set(keyOf(error), error)
  for (const name of step.notify) await lookAtNotify(way, name, { ...first, reach: done })
  if (isOnce) shareVariables(way, step, { first: first.predicted, done }, hosts)
  const takenAlong = prospects.map(({ predicted, prospect }) =>
    applyProspect(way, step, isOnce ? hosts : [predicted], prospect),
  )
  failBatch(way, takenAlong.reduce(most, NEVER))
  if (prospects.some(({ prospect }) => prospect.control === 'flush_handlers'))
    await lookAtHandlers(way, hosts)
}

async function lookAtNotify(
  { course, context, isCaught }: Way,
  name: Source,
  { predicted, reach }: { predicted: PredictedHost; reach: Certainty },
): Promise<void> {
  if (!isConstant(name)) return
  const isTemplated = context.handlers.some(handler => handler.name && !isConstant(handler.name))
  if (isTemplated) return
  await noting(course, isCaught ? least(reach, PERHAPS) : reach, () =>
    handlersNamed(context, predicted.host, String(name.kind === 'scalar' ? name.value : ''), name),
  )
}
