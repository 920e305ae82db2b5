import type { ComposedTaskType, TaskCall, TaskType } from '../../authoring/define.ts'
import type { Outputs, Plan } from '../../authoring/plan.ts'
import { InputError } from '../../errors.ts'
import { newJobId } from '../../remote/jobs/job.ts'
import { Secret } from '../../values/secret.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import { type Bound, bindParams, checkParams } from '../check/bind.ts'
import { check, factsReaderFor, keyOf } from '../check/check.ts'
import { connectToHost, machineOf, placeholderHost, targetFor } from '../check/connect.ts'
import { delegateOf } from '../check/delegate.ts'
import { callCondition } from '../check/expand-composed.ts'
import { combineResults, unknownResult, unrenderedResult } from '../check/result.ts'
import { runTaskTypeCode } from '../check/run-task-type-code.ts'
import { unknownFailure, withoutUser } from '../dry-run/predict.ts'
import { lookAhead, takePrefetched } from '../lookahead/look-ahead.ts'
import { prefetchWhileConnecting } from '../lookahead/prefetch-checks.ts'
import { retryLostConnection } from '../recovery/retry-lost-connection.ts'
import { retryWhileLocked } from '../recovery/retry-while-locked.ts'
import type { HostState } from '../state/host-state.ts'
import type { Result } from '../state/result.ts'
import type { AnyState, AppliedPlan, Checking, ConnectedHost, TaskRun } from '../state/task-run.ts'
import { withFacts } from '../variables/facts.ts'
import { checkModeOf } from '../variables/keyword-values.ts'
import { applyPlan } from './apply.ts'
import { predictTask } from './dry-run-task.ts'
import { predictUnknownCall } from './external-changes.ts'
import { finishInSync } from './finish-in-sync.ts'
import { checkAgain } from './prefetch-after-writes.ts'
import { remainingDifference } from './remaining-difference.ts'

/** Binds the task and brings its host to the described state: check, then apply, then check again. */
export async function checkAndApply(taskRun: TaskRun): Promise<Result> {
  const { context, step, scope } = taskRun
  const type = await context.run.types.load(step.type)
  const bound = await withFacts(factsReaderFor(taskRun), () =>
    boundOrResult(() => bindParams(step.type, type, step.params, scope)),
  )
  return 'status' in bound ? bound : runBound(taskRun, step.type, type, bound)
}

/** Returns the bound params, or the result of the task if the params cannot be rendered. */
function boundOrResult(bind: () => Bound): Bound | Result {
  try {
    return bind()
  } catch (error) {
    if (error instanceof InputError) return unrenderedResult(error)
    throw error
  }
}

/** Runs a task. If some params are unknown in a dry run, the known ones may still be enough to predict the task. */
async function runBound(taskRun: TaskRun, name: string, type: TaskType, bound: Bound): Promise<Result> {
  if (!('unknown' in bound)) return runWith(taskRun, name, type, bound.params)
  const isCheckMode = checkModeOf(taskRun.context.run, taskRun.step, taskRun.scope)
  return isCheckMode ? runWith(taskRun, name, type, bound.partial()) : unknownResult(bound.unknown)
}

async function runWith(
  taskRun: TaskRun,
  name: string,
  type: TaskType,
  params: Record<string, unknown>,
): Promise<Result> {
  if ('expand' in type) return runComposed(taskRun, name, type, params)
  const state = type as unknown as AnyState
  const { context, step, scope } = taskRun
  const delegate = delegateOf(taskRun)
  const target = delegate ?? taskRun.host
  const isCheckMode = checkModeOf(context.run, step, scope)
  const isDelegated = delegate !== undefined
  if (!state.isLocal) await withFacts(factsReaderFor(taskRun), () => targetFor(taskRun, target))
  const job =
    taskRun.asyncSettings?.isDetached && name === step.type
      ? { id: newJobId(), ...taskRun.asyncSettings }
      : undefined
  const attempt = async (): Promise<Result> => {
    const reaching = state.isLocal ? placeholderHost(name) : openAsUser(taskRun, target)
    const checking = { taskRun, name, type: state, params, isCheckMode, ...(job ? { job } : {}) }
    if (!state.isLocal) void prefetchWhileConnecting(checking, target, isDelegated).catch(() => {})
    lookAhead(context, taskRun.host, step)
    const connected = await reaching
    return checkThenApply({ ...checking, connected })
  }
  const result = await retryWhileLocked(taskRun, () => retryLostConnection(attempt, context.run.signal))
  return delegate ? { ...result, delegatedTo: delegate.name } : result
}

/**
 * Connects to a host. If the user to become does not exist and an earlier task of the dry run may create it, the
 * result is unknown.
 */
function openAsUser(taskRun: TaskRun, host: HostState): Promise<ConnectedHost> {
  return connectToHost(taskRun, host).catch(error => {
    throw withoutUser(taskRun, machineOf(targetFor(taskRun, host)), error)
  })
}

async function checkThenApply(checking: Checking): Promise<Result> {
  const { taskRun, isCheckMode } = checking
  if (isCheckMode) return keepSecrets(taskRun, await predictTask(checking))
  // In a dry run, a task with `check_mode: false` may need something that only a real run would create, such as a
  // program.
  return runNow(checking).catch(error => {
    throw unknownFailure(checking, error)
  })
}

async function runNow(checking: Checking): Promise<Result> {
  const { taskRun } = checking
  const applied = takeApplied(checking)
  const first = applied?.plan ?? (await takePrefetched(checking)) ?? (await check(checking))
  if (first.kind === 'in-sync') return keepSecrets(taskRun, await finishInSync(checking, first))
  const { outputs, after, message, changes } = applied
    ? {
        ...NOTHING_MORE,
        changes: first.changes,
        after: await checkAgain({ ...checking, carriedOut: first }, applied.recheck),
      }
    : await applyStages(checking, first)
  if (after?.kind === 'plan' && after.changes.length > 0) throw await remainingDifference(checking, after)
  // Some actions find out only when they run that nothing had to be done, such as an SQL statement that affects no
  // row.
  const wasNeedless = checking.type.action !== undefined && outputs.changed === false
  return keepSecrets(taskRun, {
    status: changes.length === 0 || wasNeedless ? 'ok' : 'changed',
    changes: wasNeedless ? [] : changes,
    outputs: { ...first.outputs, ...after?.outputs, ...outputs },
    ...(message === undefined ? {} : { message }),
  })
}

const NOTHING_MORE: { outputs: Outputs; message: undefined } = { outputs: {}, message: undefined }

/** The maximum number of stages that one task applies. */
const MAX_STAGES = 3

/** Applies a plan. If the plan is only a stage, also applies what the check after it finds. */
async function applyStages(checking: Checking, first: Plan) {
  const changes = [...first.changes]
  let { outputs, after, message } = await applyPlan(checking, first)
  let isStage = first.isStage === true
  for (
    let stage = 1;
    stage < MAX_STAGES && isStage && after?.kind === 'plan' && after.changes.length > 0;
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

/**
 * Returns and removes the plan that was already applied for this check. It is removed because a second equal item
 * must find the change already made.
 */
function takeApplied(checking: Checking): AppliedPlan | undefined {
  const { applied } = checking.taskRun
  const key = applied?.size ? keyOf(checking) : undefined
  const found = key === undefined ? undefined : applied?.get(key)
  if (key !== undefined) applied?.delete(key)
  return found
}

/**
 * Runs the tasks of a composed task in order and combines their results into one. The outputs of the last task that
 * was not skipped are included.
 */
async function runComposed(
  taskRun: TaskRun,
  name: string,
  type: ComposedTaskType,
  params: Record<string, unknown>,
): Promise<Result> {
  const results: Result[] = []
  for (const call of await runTaskTypeCode(name, () => type.expand({ params }))) {
    const result = await runCall(taskRun, call).catch(asUnknownResult)
    results.push(result)
    if (result.status === 'failed' || result.status === 'unreachable') break
  }
  const last = results.findLast(result => result.status !== 'skipped')
  const whole = combineResults(results, `the result of \`${taskRun.ref.name}\` (${taskRun.ref.task})`)
  return {
    ...whole,
    outputs: { ...last?.outputs, ...whole.outputs },
    isPredicted: results.some(result => result.isPredicted),
  }
}

async function runCall(taskRun: TaskRun, call: TaskCall): Promise<Result> {
  const { context, step } = taskRun
  const own = factsReaderFor(taskRun)
  const host = (await withFacts(own, () => delegateOf(taskRun))) ?? taskRun.host
  // If the facts of a delegate cannot be gathered, the delegate is reported as unreachable, as for any other task.
  const factsReader = host === taskRun.host ? own : { run: context.run, host }
  const condition = await withFacts(factsReader, () => callCondition(taskRun, call, host))
  if (condition instanceof Unknown) {
    await predictUnknownCall(taskRun, call)
    return unknownResult(condition)
  }
  if (!condition) return { status: 'skipped', changes: [], outputs: {}, message: `when: ${call.when}` }
  const type = await context.run.types.load(call.type)
  const bound = checkParams(call.type, type, call.params, step.place)
  const vars = new Map(Object.entries(call.vars ?? {}).map(([name, value]) => [name, { value }]))
  return runBound({ ...taskRun, scope: taskRun.scope.extend(vars) }, call.type, type, bound)
}

/** If the result of one part is unknown, the later parts are still predicted. */
function asUnknownResult(error: unknown): Result {
  if (error instanceof UnknownValueError) return unknownResult(error.unknown)
  throw error
}

/** Registers the secrets among the outputs, so that they are masked in all later output. */
function keepSecrets(taskRun: TaskRun, result: Result): Result {
  for (const value of Object.values(result.outputs)) {
    if (value instanceof Secret) taskRun.context.run.masks.add(value.reveal())
  }
  return result
}
