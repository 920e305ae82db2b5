import { resolve } from 'node:path'
import type { TaskType } from '../../authoring/define.ts'
import type { Control } from '../../authoring/plan.ts'
import { escapeRegex } from '../../base/escape-regex.ts'
import { parseFlag } from '../../base/flag.ts'
import type { InputError } from '../../errors.ts'
import type { Entry, Scope } from '../../evaluation/scope.ts'
import { compileExpression } from '../../expressions/expression.ts'
import type { Inherited } from '../../playbook/keywords/inherit.ts'
import type { ConditionSource } from '../../playbook/keywords/values.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { isAddition } from '../../task-lib/inventory-additions.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import { type Bound, bindParams } from '../check/bind.ts'
import { environmentOf, machineOf, targetFor } from '../check/connect.ts'
import { delegateOf } from '../check/delegate.ts'
import { namesSetByItems } from '../check/earlier-items.ts'
import { beforeLoop, loopUnits, loopVariables, notAList } from '../check/loop-items.ts'
import { findInput, openProject, placesOf } from '../check/project.ts'
import { varsToInclude } from '../check/vars-to-include.ts'
import type { Acting } from '../state/acting.ts'
import { CONTROLLER } from '../state/change-tracker.ts'
import type { PlayContext } from '../state/context.ts'
import { includeVariables } from '../state/host-state.ts'
import { factsSetBy } from '../steps/variable-setters.ts'
import { asFlag, checkModeOf } from '../variables/connection-target.ts'
import { scopeOf } from '../variables/scopes.ts'
import { addAhead, noteUnknownAddition } from './additions.ts'
import { refuseArguments } from './arguments.ts'
import {
  type Certainty,
  type Course,
  certaintyOf,
  isThere,
  type Looked,
  least,
  mayBeMade,
  most,
  NEVER,
  noting,
  openUp,
  PERHAPS,
  type PredictedHost,
  SURELY,
  setAhead,
} from './course.ts'

/** The expected outcome of a task on a host, as far as it is known before a run. */
export interface Prospect {
  /** That it is done at all, and not left out by its conditions or an empty loop. */
  readonly done: Certainty
  /** That the host fails there. */
  readonly fails: Certainty
  /** What it asks of the engine. */
  readonly control?: Control
}

/** A task on a host, being looked at. */
interface Looking {
  readonly course: Course
  readonly context: PlayContext
  readonly predicted: PredictedHost
  readonly step: TaskStep
  readonly type: TaskType
  /** That a failure is let pass. */
  readonly ignores: Certainty
  readonly isCaught: boolean
  /** That something is wrong with it. */
  trouble: Certainty
}

/** The most items of a loop that are looked at. */
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
  if (step.register !== undefined) setAhead(context, predicted, step.register, reach)
  const done = prospects.map(each => each.done).reduce(most, NEVER)
  const fails = prospects.map(each => each.fails).reduce(most, NEVER)
  const control = prospects.find(each => each.control && each.done !== NEVER)?.control
  // Uncaught errors are reported, and the tasks after it are still checked.
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
  const { isSound, value: items } = await note(looking, certainty, () => {
    const rendered = scope.render(loop)
    if (!(rendered instanceof Unknown) && !Array.isArray(rendered)) throw notAList(rendered, loop)
    return rendered
  })
  if (!isSound) return []
  const isKnown = Array.isArray(items)
  const units = isKnown ? loopUnits(step, items).slice(0, MOST_ITEMS) : [{ loop: unknownItem(step) }]
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

/** The loop variables of an item if the list is known only during the run. */
export function unknownItem({
  loopControl,
}: Pick<TaskStep, 'loopControl'>): ReadonlyMap<string, { value: unknown }> {
  const [one = new Map<string, { value: unknown }>()] = loopVariables(loopControl, [undefined])
  const names = [...one.keys()].filter(name => !/^ansible_(loop|index)_var$/.test(name))
  return new Map([...one, ...names.map(name => [name, { value: new Unknown('the loop') }] as const)])
}

/** What an item sees: what those before it may have set is not known. */
function withEarlier(step: TaskStep, scope: Scope, isFirst: boolean): Scope {
  if (isFirst) return scope
  const unknown = new Unknown('an item of the loop before it')
  const names = [...namesSetByItems(step)].filter(name => !name.includes('{{'))
  const known = names.filter(name => isThere(scope, name))
  const entries = new Map<string, Entry>(known.map(name => [name, { value: unknown }]))
  const isOpen = (name: string): boolean => names.includes(name) && !entries.has(name)
  return scope.extend({
    has: name => {
      if (isOpen(name)) throw new UnknownValueError(unknown)
      return entries.has(name)
    },
    get: name => entries.get(name),
    keys: () => entries.keys(),
  })
}

async function lookAtItem(looking: Looking, scope: Scope, certainty: Certainty): Promise<Prospect> {
  const { course, context, predicted, step, type } = looking
  const { host } = predicted
  if (isPassedOver(course, certainty)) return { done: NEVER, fails: NEVER }
  const acting: Acting = { context, step, host, scope, ref: { task: '', name: '', taskType: step.type } }
  const { value: bound } = await note(looking, certainty, () =>
    bindParams(step.type, type, step.params, scope),
  )
  await lookAtKeywords(looking, acting, certainty)
  const machine = await lookAtTarget(looking, acting, certainty)
  await lookAtFiles(looking, acting, bound, certainty)
  noteWritten(looking, bound, machine, certainty)
  const failsBy = await lookAtResultConditions(looking, scope, certainty)
  if (step.type === 'include_vars') await includeAhead(looking, acting, bound, certainty)
  if (isAddition(step.type))
    await note(looking, certainty, () => addAhead(course, predicted, acting, bound, certainty))
  if (step.type === 'validate_argument_spec')
    await note(looking, certainty, () => refuseArguments(acting, bound))
  const prospect = comesTo(looking, bound, certainty)
  return { ...prospect, fails: most(prospect.fails, failsBy) }
}

/** How sure it is that all conditions hold. Each is evaluated only if those before it may hold. */
async function certaintyOfAll(
  looking: Looking,
  conditions: readonly ConditionSource[],
  scope: Scope,
  certainty: Certainty,
): Promise<Certainty> {
  let reach = certainty
  for (const { value, place } of conditions) {
    const { isSound, value: verdict = PERHAPS } = await note(looking, reach, () =>
      certaintyOf(scope.evaluateCondition(value, place)),
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
  if ('expand' in type) return
  await note(looking, certainty, () => environmentOf(acting))
  await note(looking, certainty, () => checkModeOf(context.run, step, scope))
}

/** Conditions on the result are compiled and their names looked up; the result itself is not known yet. */
async function lookAtResultConditions(
  looking: Looking,
  scope: Scope,
  certainty: Certainty,
): Promise<Certainty> {
  const { step } = looking
  const result = new Unknown('the result of the task')
  const withResult = step.register ? scope.extend(new Map([[step.register, { value: result }]])) : scope
  for (const { value, place } of [...(step.until ?? []), ...(step.changedWhen ?? [])])
    await note(looking, certainty, () => withResult.evaluateCondition(value, place))
  let fails: Certainty = NEVER
  for (const { value, place } of step.failedWhen ?? []) {
    const { value: verdict = result } = await note(looking, certainty, () =>
      withResult.evaluateCondition(value, place),
    )
    // Any task may fail by its result: a condition on anything else is an intended failure.
    if (verdict !== result) fails = most(fails, least(certainty, certaintyOf(verdict)))
  }
  return fails
}

/** How the host is reached, as far as that is known before the run; returns the machine. */
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

/** The files and templates that it names are there, and templates render with what is known. */
async function lookAtFiles(
  looking: Looking,
  acting: Acting,
  bound: Bound | undefined,
  certainty: Certainty,
): Promise<void> {
  const { course, type } = looking
  if (!bound || 'unknown' in bound || !type.reads) return
  for (const { kind, path } of type.reads(bound.params as never)) {
    const isMade = placesOf(acting, kind, path).some(file => mayBeMade(course, file))
    const sure = isMade ? least(certainty, PERHAPS) : certainty
    const { isSound } = await note(looking, sure, () => findInput(acting, kind, path))
    if (isSound && kind === 'template') await note(looking, sure, () => openProject(acting).render(path))
  }
}

/** Files of the controller that its params name may be there from now on; a command there may have made any. */
function noteWritten(
  { course, context, step, type }: Looking,
  bound: Bound | undefined,
  machine: string | undefined,
  certainty: Certainty,
): void {
  const isThere = machine === CONTROLLER || step.type === 'fetch'
  if (certainty === NEVER || !bound || !isThere) return
  const { written } = course
  if ('unknown' in bound || 'expand' in type || type.action !== undefined) written.anything = true
  if ('unknown' in bound) return
  for (const text of textsIn(bound.params)) written.paths.add(resolve(context.run.settings.projectDir, text))
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** What it sets, whether it fails on purpose, and what it asks of the engine. */
function comesTo(looking: Looking, bound: Bound | undefined, certainty: Certainty): Prospect {
  const { context, predicted, step, type } = looking
  const params = bound && 'params' in bound ? bound.params : undefined
  const plain = { done: certainty, fails: NEVER } as const
  switch (step.type) {
    case 'set_fact':
      setFacts(looking, params, certainty)
      return plain
    case 'fail':
      return { ...plain, fails: bound ? certainty : NEVER }
    case 'assert':
      return { ...plain, fails: bound ? least(certainty, deniedBy(params)) : NEVER }
    case 'meta':
      return params ? { ...plain, control: params.action as Control } : plain
    case 'add_host':
    case 'debug':
    case 'group_by':
    case 'include_vars':
    case 'pause':
    case 'validate_argument_spec':
      return plain
    default:
      // A task type of the project's own may set any variable.
      if ('isLocal' in type && type.isLocal && certainty !== NEVER) {
        predicted.ahead.isOpen = true
        looking.course.mayHaveGrown = true
        context.run.localhost.epoch.count += 1
      }
      return plain
  }
}

/** Sets what `include_vars` reads, as far as its files are known and sure to be read. */
async function includeAhead(
  looking: Looking,
  acting: Acting,
  bound: Bound | undefined,
  certainty: Certainty,
): Promise<void> {
  const { course, context, predicted } = looking
  if (!bound || certainty === NEVER) return
  if ('unknown' in bound) return openUp(predicted)
  const { params } = bound
  const { file } = params
  const isNamed = typeof file === 'string'
  const isMade =
    course.written.anything ||
    (isNamed && placesOf(acting, 'var', file).some(path => mayBeMade(course, path)))
  const sure = isMade ? least(certainty, PERHAPS) : certainty
  const { value: vars } = await note(looking, sure, () => varsToInclude(acting, params))
  if (!vars) return openUp(predicted)
  if (certainty === SURELY) includeVariables(predicted.host, vars)
  else for (const name of vars.keys()) setAhead(context, predicted, name, certainty)
}

function setFacts(
  { context, predicted, step }: Looking,
  params: Readonly<Record<string, unknown>> | undefined,
  certainty: Certainty,
): void {
  const { cacheable: _, ...values } = params ?? {}
  if (params && !step.loop) {
    for (const [name, value] of Object.entries(values)) setAhead(context, predicted, name, certainty, value)
    return
  }
  for (const name of params ? Object.keys(values) : factsSetBy(step)) {
    if (name.includes('{{')) predicted.ahead.patterns.push(patternOf(name))
    else setAhead(context, predicted, name, certainty)
  }
}

/** The names that a templated name may match. */
function patternOf(name: string): RegExp {
  const parts = name.split(/\{\{.*?\}\}/s).map(escapeRegex)
  return new RegExp(`^${parts.join('.*')}$`, 's')
}

/** How sure it is that a condition of `assert` does not hold. */
function deniedBy(params: Readonly<Record<string, unknown>> | undefined): Certainty {
  if (!params) return PERHAPS
  const all = [params.that].flat() as { readonly value: unknown }[]
  return all.every(({ value }) => parseFlag(value) === true) ? NEVER : SURELY
}

/** How sure it is that `ignore_errors` lets a failure pass. */
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

function isPassedOver({ isThorough }: Course, certainty: Certainty): boolean {
  return certainty === NEVER && !isThorough
}

/** Evaluates, and records errors: as certain to fail if that is so and nothing ignores them. */
async function note<T>(
  looking: Looking,
  certainty: Certainty,
  look: () => T | Promise<T>,
): Promise<Looked<T>> {
  const isFatal = !looking.isCaught && looking.ignores === NEVER
  const sure = isFatal ? certainty : least(certainty, PERHAPS)
  const looked = await noting(looking.course, sure, look, error => !isAskedFor(looking.step, error))
  if (!looked.isSound) looking.trouble = most(looking.trouble, certainty)
  return looked
}

/** Whether an error is a missing variable whose existence the task's conditions test. */
function isAskedFor({ when }: TaskStep, { message }: InputError): boolean {
  const name = /^there is no variable `(\w+)`/.exec(message)?.[1]
  return (
    name !== undefined &&
    when.some(({ value, place }) => {
      try {
        return typeof value === 'string' && compileExpression(value, place).asked.has(name)
      } catch {
        // Compile errors are reported separately.
        return false
      }
    })
  )
}
