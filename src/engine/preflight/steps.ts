import type { TaskType } from '../../authoring/define.ts'
import { InputError, type Source } from '../../errors.ts'
import { namesIn } from '../../evaluation/referenced-names.ts'
import type { BlockStep, RoleRun, Step, TaskStep } from '../../playbook/steps.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import { misnamedParams } from '../check/bind.ts'
import { paramSources } from '../check/written-params.ts'
import { handlersNamed } from '../play/handlers.ts'
import { noteBegun } from '../play/roles.ts'
import { isConstant } from '../steps/is-constant.ts'
import { asExpression, keywordsOf } from '../steps/keyword-sources.ts'
import { isSelected } from '../steps/tags.ts'
import { factsSetBy } from '../steps/variable-setters.ts'
import { asFlag } from '../variables/connection-target.ts'
import { keptNames } from '../variables/private-variables.ts'
import { scopeOf } from '../variables/scopes.ts'
import { lookAtBlock } from './blocks.ts'
import {
  type Certainty,
  keyOf,
  least,
  most,
  NEVER,
  noting,
  openUp,
  PERHAPS,
  type PredictedHost,
  reachOf,
  SURELY,
  setAhead,
} from './course.ts'
import { lookAtInclude } from './includes.ts'
import { asFarAs, lookAtOnce, type Way } from './path.ts'
import type { Prospect } from './prospect.ts'
import { lookAtTask } from './task.ts'

/** Looks at steps in the order of a run, for hosts that get there. */
export async function lookAtSteps(
  way: Way,
  steps: readonly Step[],
  hosts: readonly PredictedHost[],
): Promise<void> {
  const { isThorough } = way.course
  for (const step of steps) {
    if (!isThorough && hosts.every(predicted => reachOf(predicted) === NEVER)) return
    if (step.kind === 'block' && step.roleRun) await lookAtRole(way, step, step.roleRun, hosts)
    else if (step.kind === 'block') await lookAtBlock(way, step, hosts, lookAtSteps)
    else if (step.kind === 'include') await lookAtInclude(way, step, hosts, lookAtSteps)
    else await lookAtTaskStep(way, step, hosts)
  }
}

/** Looks at the handlers of a play, as it runs those that were notified. */
export async function lookAtHandlers(way: Way, hosts: readonly PredictedHost[]): Promise<void> {
  await asFarAs(hosts, PERHAPS, async () => {
    for (const handler of way.context.handlers) await lookAtTaskOn(way, handler, hosts, reachOf)
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
  if (!isSound || !type) return
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
  if (isOnce) shareAhead(way, step, { first: first.predicted, done }, hosts)
  for (const { predicted, prospect } of prospects) draw(way, step, isOnce ? hosts : [predicted], prospect)
  if (prospects.some(({ prospect }) => prospect.control === 'flush_handlers'))
    await lookAtHandlers(way, hosts)
}

/** What `run_once` sets on one host, it sets on all. */
function shareAhead(
  way: Way,
  step: TaskStep,
  { first, done }: { first: PredictedHost; done: Certainty },
  hosts: readonly PredictedHost[],
): void {
  const registered = step.register === undefined ? [] : [step.register]
  const names = [...registered, ...(done === NEVER ? [] : factsSetBy(step))]
  for (const predicted of hosts) {
    if (predicted === first) continue
    if (step.type === 'include_vars' && done !== NEVER) openUp(predicted)
    for (const name of names) {
      if (name.includes('{{')) openUp(predicted)
      else
        for (const kept of keptNames(step.role, name)) setAhead(way.context, predicted, kept, reachOf(first))
    }
  }
}

/** What a task's failing, or what it asks of the engine, means for its hosts and for others. */
function draw(
  way: Way,
  step: TaskStep,
  hosts: readonly PredictedHost[],
  { fails, control, done }: Prospect,
): void {
  const { context, play } = way
  const batch = play.filter(({ host }) => context.batch.includes(host))
  for (const predicted of hosts) {
    predicted.failed = most(predicted.failed, fails)
    if (control === 'end_host') predicted.ended = most(predicted.ended, done)
    if (control === 'clear_facts') predicted.host.epoch.count += 1
  }
  for (const predicted of control === 'end_play' ? play : []) predicted.ended = most(predicted.ended, done)
  for (const predicted of control === 'end_batch' ? batch : []) predicted.ended = most(predicted.ended, done)
  if (control === 'clear_host_errors')
    for (const predicted of play)
      predicted.failed = done === SURELY ? NEVER : least(predicted.failed, PERHAPS)
  if (fails === NEVER) return
  const takesAlong = fatalFor(way, step, hosts[0])
  for (const predicted of batch) predicted.failed = most(predicted.failed, least(fails, takesAlong))
}

/** Whether a failure takes the other hosts of the batch along. */
function fatalFor({ context }: Way, step: TaskStep, first: PredictedHost | undefined): Certainty {
  const { anyErrorsFatal } = step
  const perhaps = context.play.maxFailPercentage ? PERHAPS : NEVER
  if (!anyErrorsFatal || !first) return perhaps
  try {
    const value = scopeOf(context, first.host, step).render(anyErrorsFatal)
    if (value instanceof Unknown) return PERHAPS
    return asFlag('any_errors_fatal', value, anyErrorsFatal.place) ? SURELY : perhaps
  } catch (error) {
    if (error instanceof InputError || error instanceof UnknownValueError) return PERHAPS
    throw error
  }
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

/** What is wrong with a task wherever it is reached: what does not compile, and params that its task type has not. */
function mistakesIn(step: TaskStep, type: TaskType): InputError[] {
  const conditions = [step.when, step.changedWhen, step.failedWhen, step.until].flatMap(each => each ?? [])
  const sources = [
    ...keywordsOf(step),
    ...(step.loop ? [step.loop] : []),
    ...conditions.map(asExpression),
    ...paramSources(type, step.params),
  ]
  const broken = sources.flatMap(source => {
    try {
      namesIn(source)
      return []
    } catch (error) {
      if (error instanceof InputError) return [error]
      throw error
    }
  })
  return [...broken, ...misnamedParams(step.type, type, step.params)]
}

/** A role that a host may have run already may not run again. */
async function lookAtRole(
  way: Way,
  step: BlockStep,
  run: RoleRun,
  hosts: readonly PredictedHost[],
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
