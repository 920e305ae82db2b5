import type { InSync, Outputs, Plan } from '../../authoring/plan.ts'
import { parseResource } from '../../authoring/resource.ts'
import { BusyError, TaskError, UnclearError } from '../../errors.ts'
import type { FileWrite } from '../../remote/files/file-write.ts'
import { whyUnwritable } from '../../task-lib/files/unwritable.ts'
import { type Action, actionOf, isGuarded } from '../check/action.ts'
import { runTaskTypeCode } from '../check/blame.ts'
import { check, contextOf } from '../check/check.ts'
import { isSilent } from '../check/conditions.ts'
import { refuseMissing } from '../dry-run/predict.ts'
import { lookAhead } from '../lookahead/look-ahead.ts'
import { prefetch } from '../lookahead/prefetch.ts'
import { failedInApply, lostInApply } from '../recovery/retry-lost-connection.ts'
import { waitForReconnect } from '../recovery/wait-for-reconnect.ts'
import type { Checking, PrefetchedCheck } from '../state/acting.ts'
import { CONTROLLER, invalidate, startChange } from '../state/change-tracker.ts'
import { outputsOf } from '../state/resume-state.ts'

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
  checking: Checking,
  plan: Plan,
  how: { isCheckedAgain?: boolean; isNextStage?: boolean } = {},
): Promise<Outcome> {
  const { acting, name, type, reached } = checking
  const { context, host: state, step } = acting
  const { changeTrackers: trackers, writesOf } = context.run
  if (!type.apply) throw new Error(`the task type \`${name}\` plans changes but has no \`apply\``)
  const isHandler = context.handlers.includes(step)
  // Whoever approved of a stage knows that what follows it shows only then.
  // safety: applying a plan makes no change that is not in it
  const isApproved =
    how.isNextStage ||
    context.run.settings.approves?.(state.name, acting.ref.task, plan.changes, isHandler) !== false
  if (!isApproved) {
    throw new TaskError(
      `this is not in the plan: ${plan.changes.map(({ resource }) => resource).join(', ')}`,
      {
        hint: 'the host has changed since the plan was made: make a new plan',
      },
    )
  }
  const action = actionOf(checking, plan)
  const before = action && doneBefore(checking, plan, action)
  if (before) return before
  const own = (await context.guard?.cover(checking, plan, isHandler)) ?? reached.host
  const isState = action === undefined && plan.changes.length > 0
  const isCheckedAgain =
    how.isCheckedAgain ??
    (isState || plan.isStage || (type.isCheckedAgain === true && plan.changes.length > 0))
  const after: Checking = { ...checking, carriedOut: plan }
  const expected = writesOf.get(name) ?? 1
  const early: { writes: number; look: PrefetchedCheck | undefined } = { writes: 0, look: undefined }
  const stir = (): void => {
    early.look = undefined
    invalidate(trackers, reached.machine)
  }
  reached.watch.onWrite = () => {
    stir()
    early.writes += 1
    if (early.writes !== expected) return
    queueMicrotask(() => {
      if (isCheckedAgain) early.look = prefetch(after)
      lookAhead(context, state, step)
    })
  }
  const kept: string[] = []
  const host: typeof reached.host = {
    ...own,
    write: async file => {
      const { keepsReplaced } = context.run.settings
      const keeping = <F extends Omit<FileWrite, 'content'>>(each: F): F =>
        keepsReplaced && each.replaces !== null ? { ...each, backup: true } : each
      const atomicWith = file.atomicWith?.map(keeping)
      const written = await own.write({ ...keeping(file), ...(atomicWith ? { atomicWith } : {}) })
      kept.push(...(written?.keptAs ?? []))
      return written
    },
    ask: probe => {
      // It is not over yet: what was looked at early may have come too early.
      if (early.writes >= expected) stir()
      return reached.host.ask(probe)
    },
  }
  const over = startChange(trackers, reached.machine, reached.session ?? checking)
  // Time itself is what a wait is for.
  if (plan.changes.length === 0 || type.isOncePerPlay) trackers.invalidateAll()
  let outputs: Outputs
  let writesHere = plan.changes.some(({ resource }) => parseResource(resource).kind === 'local')
  tellBegin(checking, plan, action)
  try {
    const shared = contextOf(checking)
    const project = {
      ...shared.project,
      // The task writes to the controller.
      resolve: (path: string) => {
        writesHere = true
        invalidate(trackers, CONTROLLER)
        return shared.project.resolve(path)
      },
    }
    const { apply } = type
    const reconnect = (wanted: Parameters<typeof waitForReconnect>[1]): ReturnType<typeof waitForReconnect> =>
      waitForReconnect(checking, wanted)
    outputs =
      (await runTaskTypeCode(name, () =>
        apply({ ...shared, project, host, plan: plan as never, reconnect }),
      )) ?? {}
  } catch (cause) {
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
  if (kept.length > 0) outputs = { ...outputs, ...keptOutputs(kept) }
  // What is put away here is so only now: what was looked at early may have come too early.
  if (writesHere) invalidate(trackers, CONTROLLER)
  writesOf.set(name, early.writes)
  tellEnd(checking, action, outputs)
  // safety: a task fails if differences remain after it is applied
  if (!isCheckedAgain) return { outputs, after: undefined }
  try {
    return { outputs, after: await checkAgain(after, early.look) }
  } catch (error) {
    throw lostInApply(error, { changes: plan.changes, isRepeatable: true, hasBegun: true })
  }
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

/** As Ansible has it for one file. */
function keptOutputs(kept: readonly string[]): Outputs {
  return kept.length === 1 ? { backup_file: kept[0] } : { backup_files: kept }
}

/** What a check says now: what an early look said, where that is still true. */
export async function checkAgain(
  checking: Checking,
  look: PrefetchedCheck | undefined,
): Promise<InSync | Plan> {
  const isTrue = look !== undefined && (await look.holds(checking.acting))
  return (isTrue ? await look.outcome.catch(() => undefined) : undefined) ?? check(checking)
}

/** What an action came to in the run that is resumed: it is not done twice. */
function doneBefore(checking: Checking, plan: Plan, action: Action): Outcome | undefined {
  const { step, host, context } = checking.acting
  const { past } = context.run
  const found = isGuarded(checking) ? undefined : past?.takeAction(host.name, action.digest)
  if (!past || !found || (found.kind === 'begun' && action.isRepeatable)) return undefined
  const isResultUsed = Boolean(step.register || step.changedWhen || step.failedWhen || step.until)
  tellBegin(checking, plan, action)
  const outputs = outputsOf(found, past.run, isResultUsed)
  tellEnd(checking, action, outputs, found.kind === 'hidden')
  return { outputs, after: undefined, message: `already done in the run ${past.run}` }
}

/** Before anything is sent: whoever reads a journal that ends here knows what may have been done. */
function tellBegin({ acting }: Checking, { changes }: Plan, action: Action | undefined): void {
  if (changes.length === 0) return
  const { context, ref, host } = acting
  const digest = action?.digest === undefined ? {} : { action: action.digest }
  context.run.emit({ type: 'apply.start', ...ref, host: host.name, ...digest })
}

/** An action's outputs, for a run that takes this one up: whole, or not at all where a secret is among them. */
function tellEnd(
  { acting }: Checking,
  action: Action | undefined,
  outputs: Outputs,
  wasHidden = false,
): void {
  if (action?.digest === undefined) return
  const { context, ref, host, step, scope } = acting
  const text = JSON.stringify(outputs)
  const isHidden =
    wasHidden || isSilent(step, scope) || text.includes('***') || context.run.masks.mask(text) !== text
  const kept = isHidden ? {} : { outputs: JSON.parse(text) as Outputs }
  context.run.emit({ type: 'apply.end', ...ref, host: host.name, action: action.digest, ...kept })
}
