import type { InSync, MayChange, Plan } from '../../authoring/plan.ts'
import { TaskError, UnreachableError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { refuseMissingOwners } from '../../task-lib/files/missing-owners.ts'
import { refuseMissingParents } from '../../task-lib/files/missing-parents.ts'
import { refuseUnwritable } from '../../task-lib/files/unwritable.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import { isDeclaredUnchanging } from '../check/action.ts'
import { contextOf } from '../check/check.ts'
import { invalidate } from '../state/change-tracker.ts'
import type { Result } from '../state/result.ts'
import type { Checking, TaskRun } from '../state/task-run.ts'

/**
 * Adds the changes of a plan to the predicted state of its host, for later tasks. Throws TaskError if the plan
 * certainly could not be applied.
 */
export async function predictPlan(checking: Checking, plan: Plan): Promise<void> {
  const { taskRun, connected } = checking
  const { run } = taskRun.context
  if (!run.settings.isCheckMode) return
  await Promise.all([refuseMissing(connected.host, plan), refuseUnwritable(connected.host, plan)]).catch(
    error => {
      throw unknownFailure(checking, error)
    },
  )
  const changes = [...plan.changes, ...(plan.predicts ?? [])].filter(
    ({ resource }) => !isDeclaredUnchanging(taskRun.step, resource),
  )
  const predicted = run.predictions.of(connected.machine)
  await predicted.predict(connected.host, changes, nameOf(taskRun))
  await predicted.predictUncertain(connected.host, plan.mayChange ?? [], nameOf(taskRun))
  invalidate(run.changeTrackers, connected.machine)
}

/**
 * Throws TaskError if something that a plan requires does not exist on the host: the directory of a file, or its
 * owner.
 */
export async function refuseMissing(host: ReadHost, plan: Plan): Promise<void> {
  await Promise.all([refuseMissingParents(host, plan), refuseMissingOwners(host, plan)])
}

/**
 * Records everything that a task may change as uncertain, if its plan is unknown. Later tasks that read it have an
 * unknown result.
 */
export async function predictUnknown(checking: Checking): Promise<void> {
  const { taskRun, connected, type } = checking
  const { run } = taskRun.context
  if (!run.settings.isCheckMode || type.isLocal || !type.apply) return
  if (isDeclaredUnchanging(taskRun.step, 'command:')) return
  const listed = await resourcesOf(checking)
  if (listed === undefined) predictAnything(taskRun, connected.machine)
  else if (listed.length > 0) {
    await run.predictions.of(connected.machine).predictUncertain(connected.host, listed, nameOf(taskRun))
    invalidate(run.changeTrackers, connected.machine)
  }
}

/** Records that a task may change anything on a machine. */
export function predictAnything(taskRun: TaskRun, machine: string): void {
  const { run } = taskRun.context
  run.predictions.of(machine).predictAnything(nameOf(taskRun))
  invalidate(run.changeTrackers, machine)
}

/** Returns the resources that a task type declares it may change; undefined if it cannot determine them. */
async function resourcesOf(checking: Checking): Promise<readonly MayChange[] | undefined> {
  try {
    return await checking.type.mayChange?.({ ...contextOf(checking), host: checking.connected.host })
  } catch (error) {
    if (error instanceof UnknownValueError || error instanceof TaskError) return undefined
    throw error
  }
}

function nameOf({ ref }: TaskRun): string {
  return `\`${ref.name}\` (${ref.task})`
}

/**
 * Whether an earlier package or command may provide any file. Then it is unknown whether a file that a check does not
 * find exists.
 */
export function mayProvideFiles({ taskRun: { context }, connected: { machine } }: Checking): boolean {
  return context.run.predictions.get(machine)?.unlisted !== undefined
}

/**
 * Returns an unknown value that names the package or command which may provide what a check did not find; undefined
 * if there is none.
 */
export function packageThatMayProvide({
  taskRun: { context },
  connected: { machine, hooks },
}: Checking): Unknown | undefined {
  const { provider, unlisted } = context.run.predictions.get(machine) ?? {}
  if (!hooks.sawMissingFile || !unlisted) return undefined
  return new Unknown(provider ? `what ${provider.by} brings` : `what ${unlisted.by} would bring about`)
}

/**
 * Returns an unknown value if a check's command failed after a task that may make changes outside its plan, since the
 * command may succeed in a real run.
 */
export function unknownOutput(
  { taskRun: { context }, connected: { machine } }: Checking,
  { outputs }: InSync,
): Unknown | undefined {
  const { unlisted } = context.run.predictions.get(machine) ?? {}
  if (!unlisted || typeof outputs.rc !== 'number' || outputs.rc === 0) return undefined
  return new Unknown(`what ${unlisted.by} would bring about: now, status ${outputs.rc}`)
}

/**
 * Converts the error of a failed check: after a task that may make changes outside its plan, the result is unknown
 * instead.
 */
export function unknownFailure(
  { taskRun: { context }, type, connected: { machine } }: Checking,
  error: unknown,
): unknown {
  const { unlisted } = context.run.predictions.get(machine) ?? {}
  if (!unlisted || type.isLocal || !(error instanceof TaskError)) return error
  return new UnknownValueError(new Unknown(`what ${unlisted.by} would bring about: now, ${error.message}`))
}

/**
 * Converts the error for a missing user to become: in a dry run, the result is unknown instead if an earlier task
 * would create that user, or may.
 */
export function withoutUser(taskRun: TaskRun, machine: string, error: unknown): unknown {
  if (!(error instanceof UnreachableError) || error.missingUser === undefined) return error
  const creator = taskRun.context.run.predictions.get(machine)?.creatorOf(error.missingUser)
  if (!creator) return error
  predictAnything(taskRun, machine)
  return new UnknownValueError(
    new Unknown(`the user ${error.missingUser}, whom ${creator.by} would bring about`),
  )
}

/**
 * Returns a dry run's result with an unknown value for each NaN, which stands for a number that only a real run can
 * determine.
 */
export function withUnknowns(result: Result, { taskRun: { ref } }: Checking): Result {
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
