import type { ComposedTaskType, TaskCall, TaskType } from '../../authoring/define.ts'
import type { Change, InSync, Outputs, Plan } from '../../authoring/plan.ts'
import { TaskError } from '../../errors.ts'
import { shownChange } from '../../task-lib/known-after-apply.ts'
import { Secret } from '../../values/secret.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import { actionOf } from '../check/action.ts'
import { type Bound, bindParams, checkParams } from '../check/bind.ts'
import { runTaskTypeCode } from '../check/blame.ts'
import { check, contextOf, factsReaderFor, keyOf } from '../check/check.ts'
import { unknownResult } from '../check/conditions.ts'
import { noHost, openHost, targetFor } from '../check/connect.ts'
import { delegateOf } from '../check/delegate.ts'
import { combine } from '../check/result.ts'
import {
  mayGainFiles,
  packageThatMayProvide,
  predictPlan,
  predictUnknown,
  unknownFailure,
  unknownOutput,
  withUnknowns,
} from '../dry-run/predict.ts'
import { lookAhead, prefetchMeanwhile, takePrefetched } from '../lookahead/look-ahead.ts'
import { recovering } from '../recovery/retry-lost-connection.ts'
import { retryWhileLocked } from '../recovery/retry-while-locked.ts'
import type { Acting, AnyState, Checking, Done } from '../state/acting.ts'
import type { Result } from '../state/result.ts'
import { checkModeOf } from '../variables/connection-target.ts'
import { withFacts } from '../variables/facts.ts'
import { applyPlan, checkAgain } from './apply.ts'
import { noteUnknownCall } from './external-changes.ts'

/** Binds the task and brings its host to the described state: check, then apply, then check again. */
export async function checkAndApply(acting: Acting): Promise<Result> {
  const { context, step, scope } = acting
  const type = await context.run.types.load(step.type)
  const bound = await withFacts(factsReaderFor(acting), () => bindParams(step.type, type, step.params, scope))
  return actBound(acting, step.type, type, bound)
}

/** Runs a task with an unknown param: in a dry run, the known params may still determine the result. */
async function actBound(acting: Acting, name: string, type: TaskType, bound: Bound): Promise<Result> {
  if (!('unknown' in bound)) return actWith(acting, name, type, bound.params)
  const isCheckMode = checkModeOf(acting.context.run, acting.step, acting.scope)
  return isCheckMode ? actWith(acting, name, type, bound.partial()) : unknownResult(bound.unknown)
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
  if (!state.isLocal) await withFacts(factsReaderFor(acting), () => targetFor(acting, target))
  const attempt = async (): Promise<Result> => {
    const reaching = state.isLocal ? noHost(name) : openHost(acting, target)
    const checking = { acting, name, type: state, params, isCheckMode }
    if (!state.isLocal) void prefetchMeanwhile(checking, target, isDelegated).catch(() => {})
    lookAhead(context, acting.host, step)
    const reached = await reaching
    return bringAbout({ ...checking, reached })
  }
  const result = await retryWhileLocked(acting, () => recovering(attempt, context.run.signal))
  return delegate ? { ...result, delegatedTo: delegate.name } : result
}

async function bringAbout(checking: Checking): Promise<Result> {
  const { acting, isCheckMode } = checking
  const done = takeDone(checking)
  if (isCheckMode) return keepSecrets(acting, await foretell(checking))
  const first = done?.plan ?? (await takePrefetched(checking)) ?? (await check(checking))
  if (first.kind === 'in-sync') return keepSecrets(acting, settled(first))
  const { outputs, after, message, changes } = done
    ? {
        ...NOTHING_MORE,
        changes: first.changes,
        after: await checkAgain({ ...checking, carriedOut: first }, done.look),
      }
    : await carryOutStages(checking, first)
  if (after?.kind === 'plan' && after.changes.length > 0) throw await stillDiffers(checking, after)
  return keepSecrets(acting, {
    status: changes.length === 0 ? 'ok' : 'changed',
    changes,
    outputs: { ...first.outputs, ...after?.outputs, ...outputs },
    ...(message === undefined ? {} : { message }),
  })
}

const NOTHING_MORE = { outputs: {}, message: undefined }

/** The most times that a check after an apply may find more to be done. */
const MOST_STAGES = 3

/** Carries a plan out, and where it is but a stage, what the check after it finds. */
async function carryOutStages(checking: Checking, first: Plan) {
  const changes = [...first.changes]
  let { outputs, after, message } = await applyPlan(checking, first)
  let isStage = first.isStage === true
  for (
    let stage = 1;
    stage < MOST_STAGES && isStage && after?.kind === 'plan' && after.changes.length > 0;
    stage += 1
  ) {
    changes.push(...after.changes)
    isStage = after.isStage === true
    const next = await applyPlan(checking, after, { isNextStage: true })
    outputs = { ...outputs, ...next.outputs }
    after = next.after
    message = next.message ?? message
  }
  return { outputs, after, message, changes }
}

/** What a run would come to. If that is unknown, so is what the task may change. */
async function foretell(checking: Checking): Promise<Result> {
  try {
    return await foretellKnown(checking)
  } catch (error) {
    if (error instanceof UnknownValueError) await predictUnknown(checking)
    throw error
  }
}

async function foretellKnown(checking: Checking): Promise<Result> {
  const first =
    (mayGainFiles(checking) ? undefined : await takePrefetched(checking)) ??
    (await check(checking).catch(error => {
      throw unknownFailure(checking, error)
    }))
  if (first.kind === 'plan') {
    const { context, step } = checking.acting
    context.guard?.judge(checking, first, context.handlers.includes(step))
    await predictPlan(checking, first)
    if (!context.run.settings.isCheckMode) return onlyChecked(checking, first)
    return withUnknowns(predicted(first), checking)
  }
  const bringer = packageThatMayProvide(checking) ?? unknownOutput(checking, first)
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
  for (const call of await runTaskTypeCode(name, () => type.expand({ params }))) {
    const result = await actCall(acting, call).catch(asUnknownResult)
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
    const holds = await withFacts(factsReaderFor(acting), () =>
      scope.evaluateCondition(condition, step.place),
    )
    if (holds instanceof Unknown) {
      await noteUnknownCall(acting, call)
      return unknownResult(holds)
    }
    if (!holds) return { status: 'skipped', changes: [], outputs: {}, message: `when: ${call.when}` }
  }
  const type = await context.run.types.load(call.type)
  const bound = checkParams(call.type, type, call.params, step.place)
  const vars = new Map(Object.entries(call.vars ?? {}).map(([name, value]) => [name, { value }]))
  return actBound({ ...acting, scope: acting.scope.extend(vars) }, call.type, type, bound)
}

function settled(inSync: InSync): Result {
  return {
    status: inSync.skipped === undefined ? 'ok' : 'skipped',
    changes: [],
    outputs: inSync.outputs,
    ...(inSync.control === undefined ? {} : { control: inSync.control }),
    // Read now: where one is an unknown param, so is the task.
    ...(inSync.variables === undefined ? {} : { variables: { ...inSync.variables } }),
    ...((inSync.skipped ?? inSync.message) === undefined
      ? {}
      : { message: inSync.skipped ?? inSync.message }),
  } as Result
}

function predicted(plan: Plan): Result {
  if (plan.changes.length > 0)
    return {
      status: 'changed',
      changes: plan.changes.map(shownChange),
      outputs: plan.outputs,
      isPredicted: true,
    }
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
    const message = 'would change, but `check_mode: true` prevents it'
    return { status: 'changed', changes: changes.map(shownChange), outputs: known, message }
  }
  const message = isRun ? 'would run, but `check_mode: true` prevents it' : `would wait for ${waitsFor}`
  return { status: 'skipped', changes: [], outputs: known, message }
}

/** Without the numbers that are known only after an apply. */
function onlyKnown(outputs: Outputs): Outputs {
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => !Number.isNaN(value)))
}

/** In a composition, an unknown task does not prevent the later ones from being predicted. */
function asUnknownResult(error: unknown): Result {
  if (error instanceof UnknownValueError) return unknownResult(error.unknown)
  throw error
}

/** What differs, as it is wanted and as it is; and why, where the task type knows. */
async function stillDiffers(checking: Checking, after: Plan): Promise<TaskError> {
  const { name, type } = checking
  const what = after.changes.map(change => `${change.resource} (${change.action}${differenceOf(change)})`)
  const why = await type
    .explain?.({ ...contextOf(checking), host: checking.reached.host, plan: after as never })
    .catch(() => undefined)
  return new TaskError(
    `\`${name}\` was applied, but its check still finds a difference: ${what.join('; ')}`,
    { hint: why ?? 'compare the two values on the host: the apply reported no error' },
  )
}

function differenceOf({ before, after }: Change): string {
  const fields = Object.entries(after ?? {}).flatMap(([field, wanted]) => {
    const seen = before?.[field]
    if (JSON.stringify(wanted) === JSON.stringify(seen)) return []
    return [`${field}: wanted ${inWords(wanted)}, is ${inWords(seen)}`]
  })
  return fields.length > 0 ? `: ${fields.join(', ')}` : ''
}

function inWords(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return `\`${text.length > 120 ? `${text.slice(0, 119)}…` : text}\``
}

/** Secrets among the outputs are masked from now on, wherever they surface. */
function keepSecrets(acting: Acting, result: Result): Result {
  for (const value of Object.values(result.outputs)) {
    if (value instanceof Secret) acting.context.run.masks.add(value.reveal())
  }
  return result
}
