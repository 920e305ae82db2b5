import type { TaskStep } from '../config/steps.ts'
import { TaskError } from '../errors.ts'
import type { ComposedTaskType, TaskCall, TaskType } from '../task/define.ts'
import type { InSync, Outputs, Plan } from '../task/plan.ts'
import type { Scope } from '../values/scope.ts'
import { Secret } from '../values/secret.ts'
import { Unknown, UnknownValueError } from '../values/unknown.ts'
import { actionOf } from './action.ts'
import { bindParams, checkParams } from './bind.ts'
import { ofTaskType } from './blame.ts'
import { carryOut, lookAgain } from './carry-out.ts'
import type { PlayContext } from './context.ts'
import type { TaskRef } from './events.ts'
import { type Asker, askerOf, withFacts } from './facts.ts'
import type { HostState } from './host-state.ts'
import { type AnyState, type Checking, check, keyOf } from './look.ts'
import { foreseen, lookAhead, lookMeanwhile } from './look-ahead.ts'
import type { Done } from './loop-together.ts'
import { bringerFor, doubtOf, hopeFor, isOpen, layDown, withUnknowns } from './predicted.ts'
import { delegateOf, noHost, openHost, targetFor } from './reach.ts'
import { recovering } from './recover.ts'
import { combine, type Result } from './result.ts'
import { checkModeOf } from './target.ts'
import { whenFree } from './when-free.ts'

/** One task about to act on one host, with the variables of its loop item. */
export interface Acting {
  readonly context: PlayContext
  readonly step: TaskStep
  readonly host: HostState
  readonly scope: Scope
  readonly ref: TaskRef
  /** Set where it is looked at before its turn. */
  readonly isAhead?: true
  /** What was carried out for the items of a loop together, by the key of the check. */
  readonly done?: Map<string, Done>
  /** Set for an item of a loop that is looked at before those before it are settled: what they may still set. */
  readonly notYet?: ReadonlySet<string>
}

/** A task about to act, as one who may need facts. */
export function askerFor({ context, step, host }: Acting): Asker {
  return askerOf(context, step, host)
}

/** Binds the task and brings its host to the described state: check, then apply, then check again. */
export async function act(acting: Acting): Promise<Result> {
  const { context, step, scope } = acting
  const type = await context.run.types.load(step.type)
  const bound = await withFacts(askerFor(acting), () => bindParams(step.type, type, step.params, scope))
  if ('unknown' in bound)
    return { status: 'unknown', changes: [], outputs: {}, message: `depends on ${bound.unknown.reason}` }
  return actWith(acting, step.type, type, bound.params)
}

async function actWith(
  acting: Acting,
  name: string,
  type: TaskType,
  params: Record<string, unknown>,
): Promise<Result> {
  if ('expand' in type) return actComposed(acting, name, type, params)
  const state = type as unknown as AnyState
  const { context, step, scope } = acting
  const delegate = delegateOf(acting)
  const target = delegate ?? acting.host
  const isCheckMode = checkModeOf(context.run, step, scope)
  const isDelegated = delegate !== undefined
  if (!state.isLocal) await withFacts(askerFor(acting), () => targetFor(acting, target))
  const attempt = async (): Promise<Result> => {
    const reaching = state.isLocal ? noHost(name) : openHost(acting, target)
    const checking = { acting, name, type: state, params, isCheckMode }
    if (!state.isLocal) void lookMeanwhile(checking, target, isDelegated).catch(() => {})
    lookAhead(context, acting.host, step)
    const reached = await reaching
    return bringAbout({ ...checking, reached })
  }
  const result = await whenFree(acting, () => recovering(attempt, context.run.signal))
  return delegate ? { ...result, delegatedTo: delegate.name } : result
}

async function bringAbout(checking: Checking): Promise<Result> {
  const { acting, name, isCheckMode } = checking
  const done = takeDone(checking)
  if (isCheckMode) return keepSecrets(acting, await foretell(checking))
  const first = done?.plan ?? (await foreseen(checking)) ?? (await check(checking))
  if (first.kind === 'in-sync') return keepSecrets(acting, settled(first))
  const {
    outputs: applied,
    after,
    message,
  } = done
    ? { outputs: {}, after: await lookAgain(checking, done.look), message: undefined }
    : await carryOut(checking, first)
  if (after?.kind === 'plan' && after.changes.length > 0) throw stillDiffers(name, after)
  const outputs: Outputs = { ...first.outputs, ...after?.outputs, ...applied }
  return keepSecrets(acting, {
    status: first.changes.length === 0 ? 'ok' : 'changed',
    changes: first.changes,
    outputs,
    ...(message === undefined ? {} : { message }),
  })
}

/** What a run would come to. */
async function foretell(checking: Checking): Promise<Result> {
  const first =
    (isOpen(checking) ? undefined : await foreseen(checking)) ??
    (await check(checking).catch(error => {
      throw hopeFor(checking, error)
    }))
  if (first.kind === 'plan') {
    const { context, step } = checking.acting
    context.guard?.judge(checking, first, context.handlers.includes(step))
    await layDown(checking, first)
    if (!context.run.settings.isCheckMode) return onlyChecked(checking, first)
    return withUnknowns(predicted(first), checking)
  }
  const bringer = bringerFor(checking) ?? doubtOf(checking, first)
  if (bringer) throw new UnknownValueError(bringer)
  return withUnknowns(settled(first), checking)
}

/** What was done for this very check already; once, since of two equal items the second finds it done. */
function takeDone(checking: Checking): Done | undefined {
  const { done } = checking.acting
  const key = done?.size ? keyOf(checking) : undefined
  const found = key === undefined ? undefined : done?.get(key)
  if (key !== undefined) done?.delete(key)
  return found
}

/** Runs the tasks of a composition in order, as one task; the outputs are those of the last that did not skip. */
async function actComposed(
  acting: Acting,
  name: string,
  type: ComposedTaskType,
  params: Record<string, unknown>,
): Promise<Result> {
  const results: Result[] = []
  for (const call of await ofTaskType(name, () => type.expand({ params }))) {
    const result = await actCall(acting, call)
    results.push(result)
    if (result.status === 'failed' || result.status === 'unreachable') break
  }
  const last = results.findLast(result => result.status !== 'skipped')
  const whole = combine(results, `the result of \`${acting.ref.name}\` (${acting.ref.task})`)
  return {
    ...whole,
    outputs: { ...last?.outputs, ...whole.outputs },
    isPredicted: results.some(result => result.isPredicted),
  }
}

async function actCall(acting: Acting, call: TaskCall): Promise<Result> {
  const { context, step, scope } = acting
  if (call.when !== undefined) {
    const condition = call.when
    const holds = await withFacts(askerFor(acting), () => scope.evaluateCondition(condition, step.place))
    if (holds instanceof Unknown)
      return { status: 'unknown', changes: [], outputs: {}, message: `depends on ${holds.reason}` }
    if (!holds) return { status: 'skipped', changes: [], outputs: {}, message: `when: ${call.when}` }
  }
  const type = await context.run.types.load(call.type)
  const bound = checkParams(call.type, type, call.params, step.place)
  if ('unknown' in bound)
    return { status: 'unknown', changes: [], outputs: {}, message: `depends on ${bound.unknown.reason}` }
  const vars = new Map(Object.entries(call.vars ?? {}).map(([name, value]) => [name, { value }]))
  return actWith({ ...acting, scope: acting.scope.extend(vars) }, call.type, type, bound.params)
}

function settled(inSync: InSync): Result {
  return {
    status: inSync.skipped === undefined ? 'ok' : 'skipped',
    changes: [],
    outputs: inSync.outputs,
    ...(inSync.control === undefined ? {} : { control: inSync.control }),
    ...(inSync.variables === undefined ? {} : { variables: inSync.variables }),
    ...((inSync.skipped ?? inSync.message) === undefined
      ? {}
      : { message: inSync.skipped ?? inSync.message }),
  } as Result
}

function predicted(plan: Plan): Result {
  if (plan.changes.length > 0)
    return { status: 'changed', changes: plan.changes, outputs: plan.outputs, isPredicted: true }
  return {
    status: 'skipped',
    changes: [],
    outputs: plan.outputs,
    isPredicted: true,
    message: `would wait for ${plan.waitsFor ?? 'its turn'}`,
  }
}

/**
 * What a task with `check_mode: true` comes to in a run: as in Ansible, a state that differs counts as changed, and a command
 * that would be run as skipped.
 */
function onlyChecked(checking: Checking, plan: Plan): Result {
  const { changes, outputs, waitsFor = 'its turn' } = plan
  const isCommand = changes.some(({ resource }) => resource.startsWith('command:'))
  const printed = { rc: 0, stdout: '', stderr: '', stdout_lines: [], stderr_lines: [] }
  const known = { ...(isCommand ? printed : {}), ...onlyKnown(outputs) }
  const isRun = actionOf(checking, plan)?.isRepeatable === false
  if (!isRun && changes.length > 0) {
    const message = 'would change, and `check_mode: true` changes nothing'
    return { status: 'changed', changes, outputs: known, message }
  }
  const message = isRun ? 'would run, were it not for `check_mode: true`' : `would wait for ${waitsFor}`
  return { status: 'skipped', changes: [], outputs: known, message }
}

/** Without the numbers that only an apply can tell. */
function onlyKnown(outputs: Outputs): Outputs {
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => !Number.isNaN(value)))
}

function stillDiffers(name: string, after: Plan): TaskError {
  const what = after.changes.map(({ resource, action, before, after: wanted }) => {
    const fields = Object.keys(wanted ?? {}).filter(
      field => JSON.stringify(wanted?.[field]) !== JSON.stringify(before?.[field]),
    )
    return `${resource} (${action}${fields.length > 0 ? `: ${fields.join(', ')}` : ''})`
  })
  return new TaskError(
    `after \`${name}\` was applied, its check still finds a difference: ${what.join('; ')}`,
    {
      hint: 'something on the host puts it back, or two tasks describe the same thing differently',
    },
  )
}

/** Secrets among the outputs are masked from now on, wherever they surface. */
function keepSecrets(acting: Acting, result: Result): Result {
  for (const value of Object.values(result.outputs)) {
    if (value instanceof Secret) acting.context.run.masks.add(value.reveal())
  }
  return result
}
