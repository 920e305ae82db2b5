import type { ApplyContext } from '../../authoring/define.ts'
import type { InSync, Outputs, Plan } from '../../authoring/plan.ts'
import { parseResource } from '../../authoring/resource.ts'
import { BusyError, TaskError, UnclearError } from '../../errors.ts'
import { whyUnwritable } from '../../task-lib/files/unwritable.ts'
import { jobFields } from '../../task-lib/jobs.ts'
import { type Action, actionOf, isGuarded } from '../check/action.ts'
import { contextOf } from '../check/check.ts'
import { progressOf } from '../check/progress.ts'
import { runTaskTypeCode } from '../check/run-task-type-code.ts'
import { refuseMissing } from '../dry-run/predict.ts'
import { failedInApply, lostInApply } from '../recovery/retry-lost-connection.ts'
import { waitForReconnect } from '../recovery/wait-for-reconnect.ts'
import { CONTROLLER, invalidate, startChange } from '../state/change-tracker.ts'
import { outputsOf, type PastAction } from '../state/resume-state.ts'
import type { Checking } from '../state/task-run.ts'
import { emitApplyEnd, emitApplyStart } from './apply-events.ts'
import { backupOutputs, withBackups } from './backups.ts'
import { detachedJob } from './detached-job.ts'
import { checkAgain, prefetchAfterWrites } from './prefetch-after-writes.ts'

/** The outcome of an apply. */
export interface Outcome {
  readonly outputs: Outputs
  /** The result of the check after the apply; absent for an action, which is not checked again. */
  readonly after: InSync | Plan | undefined
  /** A message for the task's result. */
  readonly message?: string
}

/**
 * Applies a plan and checks again. The second check and the checks of the next tasks are sent right after the last
 * write, without waiting for its response. The number of writes is predicted from the last apply of the task type.
 */
export async function applyPlan(
  given: Checking,
  plan: Plan,
  how: { isCheckedAgain?: boolean; isNextStage?: boolean } = {},
): Promise<Outcome> {
  const { taskRun, name, type, connected } = given
  const { context, step } = taskRun
  const { changeTrackers: trackers, writesOf } = context.run
  const { apply } = type
  if (!apply) throw new Error(`the task type \`${name}\` plans changes but has no \`apply\``)
  const isHandler = context.handlers.includes(step)
  throwIfUnapproved(given, plan, isHandler, how.isNextStage === true)
  const action = actionOf(given, plan)
  const past = action && takePastAction(given, action)
  // If the action started as a job in the run that is resumed, Drover waits for that job.
  const checking = given.job && past?.job ? { ...given, job: { ...given.job, id: past.job } } : given
  const before = past && pastOutcome(checking, plan, action, past)
  if (before) return before
  const own = (await context.guard?.cover(checking, plan, isHandler)) ?? connected.host
  const isCheckable = action === undefined || type.isCheckedAgain === true
  const isCheckedAgain = how.isCheckedAgain ?? (plan.isStage || (isCheckable && plan.changes.length > 0))
  const after: Checking = { ...checking, carriedOut: plan }
  const prefetching = prefetchAfterWrites(checking, isCheckedAgain ? after : undefined)
  const { write, kept: backups } = withBackups(own, context.run.settings.keepsReplaced)
  const host: typeof connected.host = {
    ...own,
    write,
    ask: probe => {
      prefetching.onAsk()
      return connected.host.ask(probe)
    },
  }
  const job = checking.job && detachedJob(checking, checking.job, host)
  const endChange = startChange(trackers, connected.machine, connected.session ?? checking)
  // While a task waits, any machine may change.
  if (plan.changes.length === 0 || type.isOncePerPlay) trackers.invalidateAll()
  let outputs: Outputs
  let writesHere = plan.changes.some(({ resource }) => parseResource(resource).kind === 'local')
  emitApplyStart(checking, plan, action)
  try {
    outputs = await runApply(checking, apply, plan, { host, ...(job ? { detach: job.detach } : {}) }, () => {
      writesHere = true
      invalidate(trackers, CONTROLLER)
    })
  } catch (cause) {
    await job?.clear()
    const error = await explainError(cause, checking, plan)
    throw lostInApply(failedInApply(error, action !== undefined), {
      changes: plan.changes,
      isRepeatable: action?.isRepeatable ?? true,
      hasBegun: prefetching.writes > 0,
    })
  } finally {
    endChange()
    connected.hooks.onWrite = () => {}
  }
  if (backups.length > 0) outputs = { ...outputs, ...backupOutputs(backups, outputs) }
  // Local files are complete only now: checks that were prefetched earlier may have read them too early.
  if (writesHere) invalidate(trackers, CONTROLLER)
  writesOf.set(name, prefetching.writes)
  emitApplyEnd(checking, action, outputs)
  // The job's files are removed only after the journal has its result: otherwise a resumed run would start the job
  // again.
  await job?.clear()
  // safety: a task fails if differences remain after it is applied
  if (!isCheckedAgain) return { outputs, after: undefined }
  try {
    return { outputs, after: await checkAgain(after, prefetching.recheck) }
  } catch (error) {
    throw lostInApply(error, { changes: plan.changes, isRepeatable: true, hasBegun: true })
  }
}

/** Throws TaskError if a saved plan does not contain these changes. */
function throwIfUnapproved(
  { taskRun: { context, host, ref } }: Checking,
  { changes }: Plan,
  isHandler: boolean,
  isNextStage: boolean,
): void {
  // The plan of a later stage is known only after the first stage: approval of the first stage includes it.
  // safety: applying a plan makes no change that is not in it
  const isApproved =
    isNextStage || context.run.settings.approves?.(host.name, ref.task, changes, isHandler) !== false
  if (isApproved) return
  throw new TaskError(`this is not in the plan: ${changes.map(({ resource }) => resource).join(', ')}`, {
    hint: 'the host has changed since the plan was made: make a new plan',
  })
}

/** Runs a task type's `apply`; `onLocalWrite` is called when it writes to the controller. */
async function runApply(
  checking: Checking,
  apply: NonNullable<Checking['type']['apply']>,
  plan: Plan,
  on: Pick<ApplyContext<never, never>, 'host' | 'detach'>,
  onLocalWrite: () => void,
): Promise<Outputs> {
  const shared = contextOf(checking)
  const project = {
    ...shared.project,
    resolve: (path: string) => {
      onLocalWrite()
      return shared.project.resolve(path)
    },
  }
  const reconnect = (wanted: Parameters<typeof waitForReconnect>[1]): ReturnType<typeof waitForReconnect> =>
    waitForReconnect(checking, wanted)
  const { signal } = checking.taskRun.context.run
  const progress = progressOf(checking.taskRun)
  const outputs = await runTaskTypeCode(checking.name, () =>
    apply({ ...shared, ...on, project, plan: plan as never, reconnect, signal, progress }),
  )
  return outputs ?? {}
}

/**
 * Explains why an apply failed: returns the error that a dry run would report for a missing directory or owner, or
 * for a file that the session's user may not write. Returns other errors unchanged.
 */
async function explainError(error: unknown, { connected }: Checking, plan: Plan): Promise<unknown> {
  const isOther = !(error instanceof TaskError) || error instanceof UnclearError || error instanceof BusyError
  if (isOther || connected.session === undefined) return error
  try {
    await refuseMissing(connected.host, plan)
  } catch (reason) {
    if (reason instanceof TaskError)
      return new TaskError(reason.message, { hint: reason.hint, outputs: { ...error.outputs }, cause: error })
  }
  const reason = await whyUnwritable(connected.host, plan).catch(() => undefined)
  if (!reason) return error
  const { message, hint } = reason
  return new TaskError(`${message}: ${error.message}`, { hint, outputs: { ...error.outputs }, cause: error })
}

/**
 * Returns the outcome of an action in the run that is resumed. Within a guard that outcome does not count, because
 * the changes may have been rolled back, except for a job that may still run.
 */
function takePastAction(checking: Checking, action: Action): PastAction | undefined {
  const { host, context } = checking.taskRun
  const { job } = checking
  if (isGuarded(checking) && !job) return undefined
  const found = context.run.resumeState?.takeAction(host.name, action.digest)
  const isOver = found?.kind !== 'begun' && job?.poll !== 0
  return isGuarded(checking) && isOver ? undefined : found
}

/**
 * Returns the outcome of an action that the resumed run already completed, so that it is not repeated; undefined if
 * it must run. Throws UnclearError if the outcome is unknown.
 */
function pastOutcome(checking: Checking, plan: Plan, action: Action, found: PastAction): Outcome | undefined {
  const { step, context } = checking.taskRun
  const { resumeState } = context.run
  if (!resumeState || (found.kind === 'begun' && action.isRepeatable)) return undefined
  const isResultUsed = Boolean(step.register || step.changedWhen || step.failedWhen || step.until)
  emitApplyStart(checking, plan, action)
  const outputs = pastJobOutputs(checking, found) ?? outputsOf(found, resumeState.run, isResultUsed)
  emitApplyEnd(checking, action, outputs, found.kind === 'hidden')
  return { outputs, after: undefined, message: `already done in the run ${resumeState.run}` }
}

/**
 * Returns the outputs of a job that was started without waiting. They contain no secret, even if the job's output
 * does.
 */
function pastJobOutputs({ job }: Checking, { kind, job: id }: PastAction): Outputs | undefined {
  return kind === 'hidden' && job?.poll === 0 && id !== undefined ? jobFields(id, false) : undefined
}
