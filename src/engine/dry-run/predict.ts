import type { InSync, MayChange, Plan } from '../../authoring/plan.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { refuseStrangers } from '../../task-lib/files/missing-owners.ts'
import { refuseOrphans } from '../../task-lib/files/missing-parents.ts'
import { refuseUnwritable } from '../../task-lib/files/unwritable.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import { isOnlyLook } from '../check/action.ts'
import { contextOf } from '../check/check.ts'
import type { Acting, Checking } from '../state/acting.ts'
import { invalidate } from '../state/change-tracker.ts'
import type { Result } from '../state/result.ts'

/**
 * Lays a plan that is not carried out over its host, for the tasks after it. Throws TaskError where it could not be carried
 * out, as far as that can be told.
 */
export async function predictPlan(checking: Checking, plan: Plan): Promise<void> {
  const { acting, reached } = checking
  const { run } = acting.context
  if (!run.settings.isCheckMode) return
  await Promise.all([refuseMissing(reached.host, plan), refuseUnwritable(reached.host, plan)]).catch(
    error => {
      throw unknownFailure(checking, error)
    },
  )
  const changes = [...plan.changes, ...(plan.predicts ?? [])].filter(
    ({ resource }) => !isOnlyLook(acting.step, resource),
  )
  const predicted = run.predicted.of(reached.machine)
  await predicted.lay(reached.host, changes, whoIs(acting))
  await predicted.doubt(reached.host, plan.mayChange ?? [], whoIs(acting))
  invalidate(run.changeTrackers, reached.machine)
}

/** Throws TaskError where a host lacks what a plan takes for granted: the directory of a file, or its owner. */
export async function refuseMissing(host: ReadHost, plan: Plan): Promise<void> {
  await Promise.all([refuseOrphans(host, plan), refuseStrangers(host, plan)])
}

/** Notes what a task may change of which a dry run cannot tell what it does: to the tasks after it, that is unknown. */
export async function predictUnknown(checking: Checking): Promise<void> {
  const { acting, reached, type } = checking
  const { run } = acting.context
  if (!run.settings.isCheckMode || type.isLocal || !type.apply) return
  if (isOnlyLook(acting.step, 'command:')) return
  const listed = await resourcesOf(checking)
  if (listed === undefined) predictAnything(acting, reached.machine)
  else if (listed.length > 0) {
    await run.predicted.of(reached.machine).doubt(reached.host, listed, whoIs(acting))
    invalidate(run.changeTrackers, reached.machine)
  }
}

/** Notes that a task may change anything of a machine. */
export function predictAnything(acting: Acting, machine: string): void {
  const { run } = acting.context
  run.predicted.of(machine).doubtAll(whoIs(acting))
  invalidate(run.changeTrackers, machine)
}

/** What a task type says that it may change; undefined where it cannot say. */
async function resourcesOf(checking: Checking): Promise<readonly MayChange[] | undefined> {
  try {
    return await checking.type.mayChange?.({ ...contextOf(checking), host: checking.reached.host })
  } catch (error) {
    if (error instanceof UnknownValueError || error instanceof TaskError) return undefined
    throw error
  }
}

function whoIs({ ref }: Acting): string {
  return `\`${ref.name}\` (${ref.task})`
}

/** Whether a package or a command may bring any file: what a check does not find is to be noted. */
export function mayGainFiles({ acting: { context }, reached: { machine } }: Checking): boolean {
  return context.run.predicted.get(machine)?.unlisted !== undefined
}

/** The package or command that may bring what a check did not find; nothing but a run can tell what comes of it. */
export function packageThatMayProvide({
  acting: { context },
  reached: { machine, watch },
}: Checking): Unknown | undefined {
  const { brought, unlisted } = context.run.predicted.get(machine) ?? {}
  if (!watch.sawNothing || !unlisted) return undefined
  return new Unknown(brought ? `what ${brought.by} brings` : `what ${unlisted.by} would bring about`)
}

/** What may turn out otherwise after tasks of which nobody knows what they bring about: a question whose answer was a failure. */
export function unknownOutput(
  { acting: { context }, reached: { machine } }: Checking,
  { outputs }: InSync,
): Unknown | undefined {
  const { unlisted } = context.run.predicted.get(machine) ?? {}
  if (!unlisted || typeof outputs.rc !== 'number' || outputs.rc === 0) return undefined
  return new Unknown(`what ${unlisted.by} would bring about: now, status ${outputs.rc}`)
}

/** What a check that failed means after tasks of which nobody knows what they would have brought about. */
export function unknownFailure(
  { acting: { context }, type, reached: { machine } }: Checking,
  error: unknown,
): unknown {
  const { unlisted } = context.run.predicted.get(machine) ?? {}
  if (!unlisted || type.isLocal || !(error instanceof TaskError)) return error
  return new UnknownValueError(new Unknown(`what ${unlisted.by} would bring about: now, ${error.message}`))
}

/** A result of a dry run: numbers that only a run can tell are unknown. */
export function withUnknowns(result: Result, { acting: { ref } }: Checking): Result {
  const reason = `the result of \`${ref.name}\` (${ref.task})`
  const replaced = (value: unknown): unknown => {
    if (typeof value === 'number' && Number.isNaN(value)) return new Unknown(reason)
    if (Array.isArray(value)) return value.map(replaced)
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
      return value
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, replaced(part)]))
  }
  return { ...result, outputs: replaced(result.outputs) as Result['outputs'] }
}
