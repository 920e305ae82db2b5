import type { InSync, MayChange, Plan } from '../../authoring/plan.ts'
import { TaskError, UnreachableError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { refuseMissingOwners } from '../../task-lib/files/missing-owners.ts'
import { refuseMissingParents } from '../../task-lib/files/missing-parents.ts'
import { refuseUnwritable } from '../../task-lib/files/unwritable.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import { isOnlyLook } from '../check/action.ts'
import { contextOf } from '../check/check.ts'
import type { Acting, Checking } from '../state/acting.ts'
import { invalidate } from '../state/change-tracker.ts'
import type { Result } from '../state/result.ts'

/**
 * Predicts what a plan that is not applied would make of its host, for the tasks after it. Throws TaskError if the plan could not be
 * applied, as far as that can be known.
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
  await predicted.predict(reached.host, changes, nameOf(acting))
  await predicted.predictUncertain(reached.host, plan.mayChange ?? [], nameOf(acting))
  invalidate(run.changeTrackers, reached.machine)
}

/** Throws TaskError if a host lacks what a plan takes for granted: the directory of a file, or its owner. */
export async function refuseMissing(host: ReadHost, plan: Plan): Promise<void> {
  await Promise.all([refuseMissingParents(host, plan), refuseMissingOwners(host, plan)])
}

/** Predicts a task whose plan a dry run cannot know: what it may change is unknown to the tasks after it. */
export async function predictUnknown(checking: Checking): Promise<void> {
  const { acting, reached, type } = checking
  const { run } = acting.context
  if (!run.settings.isCheckMode || type.isLocal || !type.apply) return
  if (isOnlyLook(acting.step, 'command:')) return
  const listed = await resourcesOf(checking)
  if (listed === undefined) predictAnything(acting, reached.machine)
  else if (listed.length > 0) {
    await run.predicted.of(reached.machine).predictUncertain(reached.host, listed, nameOf(acting))
    invalidate(run.changeTrackers, reached.machine)
  }
}

/** Predicts a task that may change anything of a machine. */
export function predictAnything(acting: Acting, machine: string): void {
  const { run } = acting.context
  run.predicted.of(machine).predictAnything(nameOf(acting))
  invalidate(run.changeTrackers, machine)
}

/** What a task type says that it may change; undefined if it cannot say. */
async function resourcesOf(checking: Checking): Promise<readonly MayChange[] | undefined> {
  try {
    return await checking.type.mayChange?.({ ...contextOf(checking), host: checking.reached.host })
  } catch (error) {
    if (error instanceof UnknownValueError || error instanceof TaskError) return undefined
    throw error
  }
}

function nameOf({ ref }: Acting): string {
  return `\`${ref.name}\` (${ref.task})`
}

/** Whether a package or a command may provide any file: what a check does not find is unknown then. */
export function mayProvideFiles({ acting: { context }, reached: { machine } }: Checking): boolean {
  return context.run.predicted.get(machine)?.unlisted !== undefined
}

/** The package or command that may provide what a check did not find, as an unknown value. */
export function packageThatMayProvide({
  acting: { context },
  reached: { machine, watch },
}: Checking): Unknown | undefined {
  const { provider, unlisted } = context.run.predicted.get(machine) ?? {}
  if (!watch.sawNothing || !unlisted) return undefined
  return new Unknown(provider ? `what ${provider.by} brings` : `what ${unlisted.by} would bring about`)
}

/** The output of a check that saw a command fail, after a task whose changes no plan lists: unknown. */
export function unknownOutput(
  { acting: { context }, reached: { machine } }: Checking,
  { outputs }: InSync,
): Unknown | undefined {
  const { unlisted } = context.run.predicted.get(machine) ?? {}
  if (!unlisted || typeof outputs.rc !== 'number' || outputs.rc === 0) return undefined
  return new Unknown(`what ${unlisted.by} would bring about: now, status ${outputs.rc}`)
}

/** The error of a check that failed; after a task whose changes no plan lists, the result is unknown instead. */
export function unknownFailure(
  { acting: { context }, type, reached: { machine } }: Checking,
  error: unknown,
): unknown {
  const { unlisted } = context.run.predicted.get(machine) ?? {}
  if (!unlisted || type.isLocal || !(error instanceof TaskError)) return error
  return new UnknownValueError(new Unknown(`what ${unlisted.by} would bring about: now, ${error.message}`))
}

/**
 * The error of a host that does not have the user to become; in a dry run, after a task that would make that user or may, the result
 * is unknown instead.
 */
export function withoutUser(acting: Acting, machine: string, error: unknown): unknown {
  if (!(error instanceof UnreachableError) || error.missingUser === undefined) return error
  const maker = acting.context.run.predicted.get(machine)?.makerOf(error.missingUser)
  if (!maker) return error
  predictAnything(acting, machine)
  return new UnknownValueError(
    new Unknown(`the user ${error.missingUser}, whom ${maker.by} would bring about`),
  )
}

/** A result of a dry run: numbers that only a run can know are unknown values. */
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
