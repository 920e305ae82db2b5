import { TaskError } from '../errors.ts'
import type { Host, ReadHost } from '../host/host.ts'
import type { InSync, Plan } from '../task/plan.ts'
import { refuseOrphans } from '../task/predicted/orphans.ts'
import { PredictedState } from '../task/predicted/state.ts'
import { refuseStrangers } from '../task/predicted/strangers.ts'
import { Unknown, UnknownValueError } from '../values/unknown.ts'
import type { Acting } from './act.ts'
import type { RunContext } from './context.ts'
import { touch } from './ledger.ts'
import type { Checking } from './look.ts'
import type { Result } from './result.ts'
import { checkModeOf } from './target.ts'

/** A host as a task sees it: in a dry run through what the tasks before it would have made of it. */
export function seenBy(
  { context: { run }, step, scope }: Acting,
  machine: string,
  host: Host,
  onNothing: () => void,
): Host {
  if (!run.settings.isCheckMode || !checkModeOf(run, step, scope)) return host
  return predictedOf(run, machine).over(host, onNothing)
}

/**
 * Lays a plan that is not carried out over its host, for the tasks after it. Throws TaskError where it could not be carried
 * out, as far as that can be told.
 */
export async function layDown(checking: Checking, plan: Plan): Promise<void> {
  const { acting, reached } = checking
  const { run } = acting.context
  if (!run.settings.isCheckMode) return
  await refuseUnready(reached.host, plan).catch(error => {
    throw hopeFor(checking, error)
  })
  const by = `\`${acting.ref.name}\` (${acting.ref.task})`
  await predictedOf(run, reached.machine).lay(reached.host, [...plan.changes, ...(plan.predicts ?? [])], by)
  touch(run.ledgers, reached.machine)
}

/** Throws TaskError where a host lacks what a plan takes for granted: the directory of a file, or its owner. */
export async function refuseUnready(host: ReadHost, plan: Plan): Promise<void> {
  await Promise.all([refuseOrphans(host, plan), refuseStrangers(host, plan)])
}

/** Whether a package may bring any file: what a check does not find is to be noted. */
export function isOpen({ acting: { context }, reached: { machine } }: Checking): boolean {
  return context.run.predicted.get(machine)?.brought !== undefined
}

/** The package that may bring what a check did not find; nothing but a run can tell what is in it. */
export function bringerFor({
  acting: { context },
  reached: { machine, watch },
}: Checking): Unknown | undefined {
  const { brought } = context.run.predicted.get(machine) ?? {}
  return brought && watch.sawNothing ? new Unknown(`what ${brought.by} brings`) : undefined
}

/** What may turn out otherwise after tasks of which nobody knows what they bring about: a question whose answer was a failure. */
export function doubtOf(
  { acting: { context }, reached: { machine } }: Checking,
  { outputs }: InSync,
): Unknown | undefined {
  const { unlisted } = context.run.predicted.get(machine) ?? {}
  if (!unlisted || typeof outputs.rc !== 'number' || outputs.rc === 0) return undefined
  return new Unknown(`what ${unlisted.by} would bring about: now, status ${outputs.rc}`)
}

/** What a check that failed means after tasks of which nobody knows what they would have brought about. */
export function hopeFor(
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

function predictedOf({ predicted }: RunContext, machine: string): PredictedState {
  const known = predicted.get(machine) ?? new PredictedState()
  predicted.set(machine, known)
  return known
}
