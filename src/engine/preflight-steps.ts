import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type {
  BlockStep,
  ConditionSource,
  IncludeStep,
  Inherited,
  ParamsOfInclude,
  Step,
  TaskStep,
} from '../config/steps.ts'
import { InputError, type Source } from '../errors.ts'
import type { TaskType } from '../task/define.ts'
import { namesIn } from '../values/names.ts'
import type { Scope } from '../values/scope.ts'
import { Unknown, UnknownValueError } from '../values/unknown.ts'
import { keywordsOf } from './attempts.ts'
import { misnamedParams, paramSources } from './bind.ts'
import { candidatesFor } from './candidates.ts'
import { isConstant } from './constant.ts'
import type { PlayContext } from './context.ts'
import { optionsOf } from './guard.ts'
import { handlersNamed } from './handlers.ts'
import { handDown, itemParams, pathOf } from './inclusions.ts'
import { asExpression, holds } from './judge.ts'
import { beforeLoop, loopVariables, notAList } from './loop.ts'
import {
  type Certainty,
  type Course,
  certaintyOf,
  type Foreseen,
  keyOf,
  type Looked,
  least,
  mayBeMade,
  most,
  NEVER,
  noting,
  PERHAPS,
  reachOf,
  SURELY,
  setAhead,
} from './preflight-course.ts'
import { ignoring, lookAtTask, type Prospect } from './preflight-task.ts'
import { isChosen, isSelected } from './select.ts'
import { asTask } from './step-as-task.ts'
import { asFlag } from './target.ts'
import { scopeOf } from './variables.ts'

/** Where the look ahead of a play is. */
export interface Way {
  readonly course: Course
  readonly context: PlayContext
  /** The hosts of the play, all batches. */
  readonly play: readonly Foreseen[]
  /** Whether a `rescue` around waits for what fails. */
  readonly isCaught: boolean
  /** The files that are included around. */
  readonly chain: readonly string[]
}

/** The most items of a looped include that are followed. */
const MOST_ITEMS = 20

/** Looks at steps in the order of a run, for hosts that get there. */
export async function lookAtSteps(
  way: Way,
  steps: readonly Step[],
  hosts: readonly Foreseen[],
): Promise<void> {
  const { isThorough } = way.course
  for (const step of steps) {
    if (!isThorough && hosts.every(foreseen => reachOf(foreseen) === NEVER)) return
    if (step.kind === 'block') await lookAtBlock(way, step, hosts)
    else if (step.kind === 'include') await lookAtInclude(way, step, hosts)
    else await lookAtTaskStep(way, step, hosts)
  }
}

/** Looks at the handlers of a play, as it runs those that were notified. */
export async function lookAtHandlers(way: Way, hosts: readonly Foreseen[]): Promise<void> {
  await asFarAs(hosts, PERHAPS, async () => {
    for (const handler of way.context.handlers) await lookAtTaskOn(way, handler, hosts, reachOf)
  })
}

async function lookAtTaskStep(way: Way, step: TaskStep, hosts: readonly Foreseen[]): Promise<void> {
  const { course } = way
  const isReached = hosts.some(foreseen => reachOf(foreseen) !== NEVER)
  if (isReached && isSelected(course.run, step)) return lookAtTaskOn(way, step, hosts, reachOf)
  course.leftOut.add(step)
  if (course.isThorough) await lookAtTaskOn(way, step, hosts, () => NEVER)
}

async function lookAtTaskOn(
  way: Way,
  step: TaskStep,
  hosts: readonly Foreseen[],
  reach: (foreseen: Foreseen) => Certainty,
): Promise<void> {
  const { course, context, isCaught } = way
  if (!course.leftOut.has(step)) course.passed.add(step)
  const going = hosts
    .map(foreseen => ({ foreseen, reach: reach(foreseen) }))
    .filter(each => each.reach !== NEVER || course.isThorough)
  const [first] = going
  if (!first) return
  const { isSound, value: type } = await noting(course, first.reach, () => course.run.types.load(step.type))
  if (!isSound || !type) return
  const isOnce = await lookAtOnce(way, step, first.foreseen, first.reach)
  const acting = isOnce ? [first] : going
  const prospects: { foreseen: Foreseen; prospect: Prospect }[] = []
  for (const each of acting) {
    const prospect = await lookAtTask(course, context, each.foreseen, {
      step,
      type,
      reach: each.reach,
      isCaught,
    })
    prospects.push({ foreseen: each.foreseen, prospect })
  }
  const done = prospects.map(({ prospect }) => prospect.done).reduce(most, NEVER)
  if (done !== NEVER || course.isThorough)
    for (const error of mistakesIn(step, type)) course.mistakes.set(keyOf(error), error)
  for (const name of step.notify) await lookAtNotify(way, name, { ...first, reach: done })
  if (isOnce) shareAhead(way, step, first.foreseen, hosts)
  for (const { foreseen, prospect } of prospects) draw(way, step, isOnce ? hosts : [foreseen], prospect)
  if (prospects.some(({ prospect }) => prospect.control === 'flush_handlers'))
    await lookAtHandlers(way, hosts)
}

/** Keywords that are rendered once for all hosts; tells whether the task acts once. */
async function lookAtOnce(
  { course, context }: Way,
  step: Inherited,
  { host }: Foreseen,
  reach: Certainty,
): Promise<boolean> {
  const { runOnce, throttle } = step
  const scope = scopeOf(context, host, step)
  if (throttle) await noting(course, reach, () => scope.render(throttle))
  if (!runOnce) return false
  const { value } = await noting(course, reach, () => {
    const rendered = scope.render(runOnce)
    return rendered === 'play' || asFlag('run_once', rendered, runOnce.place)
  })
  return value === true
}

/** What `run_once` sets on one host, it sets on all. */
function shareAhead(way: Way, step: TaskStep, first: Foreseen, hosts: readonly Foreseen[]): void {
  if (step.register === undefined) return
  for (const foreseen of hosts)
    if (foreseen !== first) setAhead(way.context, foreseen, step.register, reachOf(first))
}

/** What a task's failing, or what it asks of the engine, means for its hosts and for others. */
function draw(
  way: Way,
  step: TaskStep,
  hosts: readonly Foreseen[],
  { fails, control, done }: Prospect,
): void {
  const { context, play } = way
  const batch = play.filter(({ host }) => context.batch.includes(host))
  for (const foreseen of hosts) {
    foreseen.failed = most(foreseen.failed, fails)
    if (control === 'end_host') foreseen.ended = most(foreseen.ended, done)
    if (control === 'clear_facts') foreseen.host.epoch.count += 1
  }
  const ends = control === 'end_play' ? play : control === 'end_batch' ? batch : []
  for (const foreseen of ends) foreseen.ended = most(foreseen.ended, done)
  if (control === 'clear_host_errors')
    for (const foreseen of play) foreseen.failed = done === SURELY ? NEVER : least(foreseen.failed, PERHAPS)
  if (fails === NEVER) return
  const takesAlong = fatalFor(way, step, hosts[0])
  for (const foreseen of batch) foreseen.failed = most(foreseen.failed, least(fails, takesAlong))
}

/** Whether a failure takes the other hosts of the batch along. */
function fatalFor({ context }: Way, step: TaskStep, first: Foreseen | undefined): Certainty {
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
  { foreseen, reach }: { foreseen: Foreseen; reach: Certainty },
): Promise<void> {
  if (!isConstant(name)) return
  const isTemplated = context.handlers.some(handler => handler.name && !isConstant(handler.name))
  if (isTemplated) return
  await noting(course, isCaught ? least(reach, PERHAPS) : reach, () =>
    handlersNamed(context, foreseen.host, String(name.kind === 'scalar' ? name.value : ''), name),
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

async function lookAtBlock(way: Way, step: BlockStep, hosts: readonly Foreseen[]): Promise<void> {
  const { course, context } = way
  const { guard } = step
  const entered = hosts.map(foreseen => ({ foreseen, reach: reachOf(foreseen), before: { ...foreseen } }))
  if (guard) {
    for (const { foreseen, reach } of entered) {
      await noting(course, reach, () =>
        optionsOf(guard, scopeOf(context, foreseen.host, asTask(step, 'guard'))),
      )
    }
  }
  const part = async (
    steps: readonly Step[],
    isCaught: boolean,
    base: (each: (typeof entered)[number]) => Certainty,
  ): Promise<void> => {
    for (const each of entered) Object.assign(each.foreseen, { base: base(each), failed: NEVER })
    await lookAtSteps({ ...way, isCaught }, steps, hosts)
  }
  await part(step.block, way.isCaught || step.rescue.length > 0, ({ reach }) => reach)
  let failed = new Map(entered.map(({ foreseen }) => [foreseen, foreseen.failed]))
  if (step.rescue.length > 0) {
    const after = failed
    const isEntered = ({ foreseen, reach }: (typeof entered)[number]): Certainty =>
      after.get(foreseen) === SURELY ? reach : least(reach, PERHAPS)
    for (const each of entered)
      for (const name of ['ansible_failed_task', 'ansible_failed_result'])
        setAhead(context, each.foreseen, name, isEntered(each))
    await part(step.rescue, way.isCaught, isEntered)
    failed = new Map(
      entered.map(({ foreseen }) => [foreseen, least(after.get(foreseen) ?? NEVER, foreseen.failed)]),
    )
  }
  await part(step.always, way.isCaught, ({ reach }) => reach)
  for (const { foreseen, before } of entered) {
    foreseen.base = before.base
    foreseen.failed = [before.failed, failed.get(foreseen) ?? NEVER, foreseen.failed].reduce(most)
  }
}

async function lookAtInclude(way: Way, step: IncludeStep, hosts: readonly Foreseen[]): Promise<void> {
  const { course } = way
  const asked = isChosen(course.run, step) ? SURELY : NEVER
  const meant: { host: Foreseen; files: FileAhead[] }[] = []
  for (const foreseen of hosts) {
    const reach = least(reachOf(foreseen), asked)
    if (reach === NEVER && !course.isThorough) continue
    const files = await filesAhead(way, step, foreseen, reach)
    meant.push({ host: foreseen, files })
    // What it means for one goes for all.
    if (!(await lookAtOnce(way, step, foreseen, reach))) continue
    for (const host of hosts) if (host !== foreseen) meant.push({ host, files })
    break
  }
  const inclusions = new Map<string, { of: FileAhead; certainties: Map<Foreseen, Certainty> }>()
  for (const { host, files } of meant) {
    for (const each of files) {
      const key = JSON.stringify([each.files, each.isKnown, [...each.params]])
      const known = inclusions.get(key) ?? { of: each, certainties: new Map<Foreseen, Certainty>() }
      inclusions.set(key, known)
      known.certainties.set(host, each.certainty)
    }
  }
  for (const { of, certainties } of inclusions.values()) {
    if (of.files === undefined) leaveOpen(certainties)
    for (const file of of.files ?? []) await lookIntoFile(way, step, { ...of, file }, certainties)
  }
}

/** What a host may include: one file, or those that its name may mean; absent where it may be any. */
interface FileAhead {
  readonly files: readonly string[] | undefined
  readonly isKnown: boolean
  readonly params: ParamsOfInclude
  readonly certainty: Certainty
}

async function filesAhead(
  { course, context, isCaught }: Way,
  step: IncludeStep,
  foreseen: Foreseen,
  reach: Certainty,
): Promise<FileAhead[]> {
  const note = <T>(certainty: Certainty, look: () => T): Promise<Looked<T>> =>
    noteStep(course, foreseen, { certainty, isCaught, isIgnored }, look)
  const scope = scopeOf(context, foreseen.host, step)
  const isIgnored = ignoring(step, scope) !== NEVER
  const judge = async (conditions: readonly ConditionSource[], within: Scope): Promise<Certainty> => {
    const { isSound, value = new Unknown('') } = await note(reach, () => holds(conditions, within))
    return isSound ? least(reach, certaintyOf(value)) : NEVER
  }
  const { loop } = step
  const early = loop ? await judge(beforeLoop(step, scope), scope) : reach
  if (early === NEVER && !course.isThorough) return []
  const { isSound, value: items } = await note(early, () => {
    const rendered = loop ? scope.render(loop) : [undefined]
    if (!(rendered instanceof Unknown) && !Array.isArray(rendered)) throw notAList(rendered, loop)
    return rendered
  })
  if (!isSound) return []
  const isKnown = Array.isArray(items)
  const files: FileAhead[] = []
  for (const params of loop ? paramsAhead(step, scope, items) : [new Map() as ParamsOfInclude]) {
    const inner = scope.extend(params)
    const certainty = least(await judge(step.when, inner), isKnown ? SURELY : PERHAPS)
    if (certainty === NEVER && !course.isThorough) continue
    const { isSound: isNamed, value: file } = await note(certainty, () => inner.render(step.file))
    if (!isNamed) continue
    const isFound = file !== undefined && !(file instanceof Unknown)
    const named = isFound ? [pathOf(step, String(file))] : candidatesFor(step.file, dirname(step.place.file))
    files.push({
      files: named,
      isKnown: isFound,
      params,
      certainty: isFound ? certainty : least(certainty, PERHAPS),
    })
  }
  return files
}

/** What the items of its loop give; one stands for all of a list that only the run knows. */
function paramsAhead(step: IncludeStep, scope: Scope, items: unknown): ParamsOfInclude[] {
  if (Array.isArray(items)) return itemParams(step, scope, items).slice(0, MOST_ITEMS)
  const [one = new Map()] = loopVariables(step.loopControl, [undefined])
  return [new Map([...one.keys()].map(name => [name, { value: new Unknown('the loop') }]))]
}

/** Anything may be in a file of which nothing is known: variables, a failure, an end. */
function leaveOpen(certainties: ReadonlyMap<Foreseen, Certainty>): void {
  for (const [foreseen, certainty] of certainties) {
    if (certainty === NEVER) continue
    foreseen.ahead.isOpen = true
    foreseen.failed = most(foreseen.failed, PERHAPS)
    foreseen.host.epoch.count += 1
  }
}

async function lookIntoFile(
  way: Way,
  step: IncludeStep,
  { file, isKnown, params }: { file: string; isKnown: boolean; params: ParamsOfInclude },
  certainties: ReadonlyMap<Foreseen, Certainty>,
): Promise<void> {
  const { course, context, chain, isCaught } = way
  // It is being looked at already.
  if (chain.includes(file)) return
  const hosts = [...certainties.keys()]
  const isMade = mayBeMade(course, file)
  let steps: readonly Step[] | undefined
  for (const [foreseen, reach] of certainties) {
    const certainty = isMade ? least(reach, PERHAPS) : reach
    const isIgnored = ignoring(step, scopeOf(context, foreseen.host, step)) !== NEVER
    const how = { certainty, isCaught, isIgnored, isGuess: !isKnown }
    const looked = await noteStep(course, foreseen, how, () => {
      if (!existsSync(file)) throw nothingToInclude(step, file)
      steps ??= loadIncluded(context, step, file, params)
    })
    if (!looked.isSound && isMade) leaveOpen(certainties)
  }
  if (!steps) return
  const inside = steps
  await asFarAs(
    hosts,
    foreseen => certainties.get(foreseen) ?? NEVER,
    () => lookAtSteps({ ...way, chain: [...chain, file] }, inside, hosts),
  )
}

function nothingToInclude({ file: { place } }: IncludeStep, file: string): InputError {
  return new InputError('there is no such file to include', { place, hint: `looked for ${file}` })
}

function loadIncluded(
  { run, play }: PlayContext,
  step: IncludeStep,
  file: string,
  params: ParamsOfInclude,
): readonly Step[] {
  try {
    return run.loadTasks(file, handDown(step, params), play.vars)
  } catch (error) {
    if (!(error instanceof InputError) || error.place) throw error
    throw new InputError(error.message, { place: step.file.place, hint: error.hint, cause: error })
  }
}

/** Notes what is wrong with a step that is no task: where a `rescue` waits, it leads there. */
async function noteStep<T>(
  course: Course,
  foreseen: Foreseen,
  {
    certainty,
    isCaught,
    isIgnored,
    isGuess = false,
  }: { certainty: Certainty; isCaught: boolean; isIgnored: boolean; isGuess?: boolean },
  look: () => T,
): Promise<Looked<T>> {
  const sure = isCaught || isIgnored ? least(certainty, PERHAPS) : certainty
  const looked = await noting(course, sure, look, () => !isGuess)
  if (!looked.isSound && isCaught && !isIgnored && !isGuess)
    foreseen.failed = most(foreseen.failed, certainty)
  return looked
}

/** Does something for hosts that get no further than so; then their certainty is as it was. */
async function asFarAs(
  hosts: readonly Foreseen[],
  certainty: Certainty | ((foreseen: Foreseen) => Certainty),
  work: () => Promise<void>,
): Promise<void> {
  const bases = hosts.map(foreseen => ({ foreseen, base: foreseen.base }))
  for (const { foreseen, base } of bases)
    foreseen.base = least(base, typeof certainty === 'number' ? certainty : certainty(foreseen))
  await work()
  for (const { foreseen, base } of bases) foreseen.base = base
}
