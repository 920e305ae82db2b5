import type { ApplyContext } from '../../authoring/define.ts'
import type { InSync, Outputs, Plan } from '../../authoring/plan.ts'
import { parseResource } from '../../authoring/resource.ts'
import { BusyError, TaskError, UnclearError } from '../../errors.ts'
import { whyUnwritable } from '../../task-lib/files/unwritable.ts'
import { jobFields } from '../../task-lib/jobs.ts'
import { type Action, actionOf, isGuarded } from '../check/action.ts'
import { runTaskTypeCode } from '../check/blame.ts'
import { contextOf } from '../check/check.ts'
import { progressOf } from '../check/progress.ts'
import { refuseMissing } from '../dry-run/predict.ts'
import { failedInApply, lostInApply } from '../recovery/retry-lost-connection.ts'
import { waitForReconnect } from '../recovery/wait-for-reconnect.ts'
import type { Checking } from '../state/acting.ts'
import { CONTROLLER, invalidate, startChange } from '../state/change-tracker.ts'
import { outputsOf, type PastAction } from '../state/resume-state.ts'
import { emitApplyEnd, emitApplyStart } from './apply-events.ts'
import { keepingReplaced, keptOutputs } from './backups.ts'
import { detaching } from './detached-job.ts'
import { checkAgain, lookEarly } from './early-look.ts'

export interface Outcome {
  readonly outputs: Outputs
  /** What the check says now; absent for an action, which is not checked again. */
  readonly after: InSync | Plan | undefined
  /** What else is to be said of it. */
  readonly message?: string
}

/**
 * Carries a plan out and checks again in the same breath: as soon as the last write is on its way, the check and those of
 * the next tasks follow it down the stream. How many writes a task type takes is known from its last time.
 */
export async function applyPlan(
  given: Checking,
  plan: Plan,
  how: { isCheckedAgain?: boolean; isNextStage?: boolean } = {},
): Promise<Outcome> {
  const { acting, name, type, reached } = given
  const { context, step } = acting
  const { changeTrackers: trackers, writesOf } = context.run
  const { apply } = type
  if (!apply) throw new Error(`the task type \`${name}\` plans changes but has no \`apply\``)
  const isHandler = context.handlers.includes(step)
  refuseUnapproved(given, plan, isHandler, how.isNextStage === true)
  const action = actionOf(given, plan)
  const past = action && takePast(given, action)
  // What began as a job in the run that is resumed is that job still.
  const checking = given.job && past?.job ? { ...given, job: { ...given.job, id: past.job } } : given
  const before = past && doneBefore(checking, plan, action, past)
  if (before) return before
  const own = (await context.guard?.cover(checking, plan, isHandler)) ?? reached.host
  const isCheckable = action === undefined || type.isCheckedAgain === true
  const isCheckedAgain = how.isCheckedAgain ?? (plan.isStage || (isCheckable && plan.changes.length > 0))
  const after: Checking = { ...checking, carriedOut: plan }
  const early = lookEarly(checking, isCheckedAgain ? after : undefined)
  const { write, kept } = keepingReplaced(own, context.run.settings.keepsReplaced)
  const host: typeof reached.host = {
    ...own,
    write,
    ask: probe => {
      early.onAsk()
      return reached.host.ask(probe)
    },
  }
  const job = checking.job && detaching(checking, checking.job, host)
  const over = startChange(trackers, reached.machine, reached.session ?? checking)
  // Time itself is what a wait is for.
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
    const error = await explained(cause, checking, plan)
    throw lostInApply(failedInApply(error, action !== undefined), {
      changes: plan.changes,
      isRepeatable: action?.isRepeatable ?? true,
      hasBegun: early.writes > 0,
    })
  } finally {
    over()
    reached.watch.onWrite = () => {}
  }
  if (kept.length > 0) outputs = { ...outputs, ...keptOutputs(kept, outputs) }
  // What is put away here is so only now: what was looked at early may have come too early.
  if (writesHere) invalidate(trackers, CONTROLLER)
  writesOf.set(name, early.writes)
  emitApplyEnd(checking, action, outputs)
  // Not before the journal has its result: a resumed run would start it again.
  await job?.clear()
  // safety: a task fails if differences remain after it is applied
  if (!isCheckedAgain) return { outputs, after: undefined }
  try {
    return { outputs, after: await checkAgain(after, early.look) }
  } catch (error) {
    throw lostInApply(error, { changes: plan.changes, isRepeatable: true, hasBegun: true })
  }
}

/** Throws TaskError for changes that a saved plan does not allow. */
function refuseUnapproved(
  { acting: { context, host, ref } }: Checking,
  { changes }: Plan,
  isHandler: boolean,
  isNextStage: boolean,
): void {
  // Whoever approved of a stage knows that what follows it shows only then.
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
  const { signal } = checking.acting.context.run
  const progress = progressOf(checking.acting)
  const outputs = await runTaskTypeCode(checking.name, () =>
    apply({ ...shared, ...on, project, plan: plan as never, reconnect, signal, progress }),
  )
  return outputs ?? {}
}

/**
 * What a dry run would have said of a plan that cannot be carried out: of a missing directory or owner, or of what the session's
 * user may not write, in the same words.
 */
async function explained(error: unknown, { reached }: Checking, plan: Plan): Promise<unknown> {
  const isOther = !(error instanceof TaskError) || error instanceof UnclearError || error instanceof BusyError
  if (isOther || reached.session === undefined) return error
  try {
    await refuseMissing(reached.host, plan)
  } catch (reason) {
    if (reason instanceof TaskError)
      return new TaskError(reason.message, { hint: reason.hint, outputs: { ...error.outputs }, cause: error })
  }
  const reason = await whyUnwritable(reached.host, plan).catch(() => undefined)
  if (!reason) return error
  const { message, hint } = reason
  return new TaskError(`${message}: ${error.message}`, { hint, outputs: { ...error.outputs }, cause: error })
}

/** What became of an action in the run that is resumed. A guard knows better, but not of a job that may still run. */
function takePast(checking: Checking, action: Action): PastAction | undefined {
  const { host, context } = checking.acting
  const { job } = checking
  if (isGuarded(checking) && !job) return undefined
  const found = context.run.past?.takeAction(host.name, action.digest)
  const isOver = found?.kind !== 'begun' && job?.poll !== 0
  return isGuarded(checking) && isOver ? undefined : found
}

/** What an action came to in the run that is resumed: it is not done twice. */
function doneBefore(checking: Checking, plan: Plan, action: Action, found: PastAction): Outcome | undefined {
  const { step, context } = checking.acting
  const { past } = context.run
  if (!past || (found.kind === 'begun' && action.isRepeatable)) return undefined
  const isResultUsed = Boolean(step.register || step.changedWhen || step.failedWhen || step.until)
  emitApplyStart(checking, plan, action)
  const outputs = startedBefore(checking, found) ?? outputsOf(found, past.run, isResultUsed)
  emitApplyEnd(checking, action, outputs, found.kind === 'hidden')
  return { outputs, after: undefined, message: `already done in the run ${past.run}` }
}

/** That a job was started is no secret, whatever it prints. */
function startedBefore({ job }: Checking, { kind, job: id }: PastAction): Outputs | undefined {
  return kind === 'hidden' && job?.poll === 0 && id !== undefined ? jobFields(id, false) : undefined
}
