import type { TaskStep } from '../config/steps.ts'
import type { PlayContext } from './context.ts'
import { activeOf, type HostState, setVariable } from './host-state.ts'
import { taskRef } from './name.ts'
import type { Result } from './result.ts'
import { asFlag } from './target.ts'
import { scopeOf } from './variables.ts'

/** What `run_once` found on one host holds for all. */
export function shareResult(
  step: TaskStep,
  result: Result | undefined,
  first: HostState,
  hosts: readonly HostState[],
): void {
  if (!result) return
  for (const host of hosts) {
    if (host === first) continue
    if (step.register) setVariable(host, step.register, registeredOn(first, step.register))
    for (const [name, value] of Object.entries(result.variables ?? {})) setVariable(host, name, value)
  }
}

function registeredOn(host: HostState, name: string): unknown {
  const entry = host.variables.get(name)
  return entry && 'value' in entry ? entry.value : undefined
}

/** A host that failed or was lost leaves, unless that is ignored; a `rescue` is told what failed. */
export function takeStanding(context: PlayContext, step: TaskStep, host: HostState, result: Result): void {
  if (result.status === 'unreachable') {
    const isIgnored =
      step.ignoreUnreachable &&
      asFlag('ignore_unreachable', scopeOf(context, host, step).renderOptional(step.ignoreUnreachable))
    if (!isIgnored) host.standing = 'unreachable'
  }
  if (result.status !== 'failed' || result.isIgnored) return
  host.standing = 'failed'
  setVariable(host, 'ansible_failed_task', { name: taskRef(step, scopeOf(context, host, step)).name })
  setVariable(host, 'ansible_failed_result', { ...result.outputs, failed: true, msg: result.message })
}

/** `any_errors_fatal` and a failed `run_once` take all hosts along; `max_fail_percentage` ends the play. */
export function failTogether(
  context: PlayContext,
  step: TaskStep,
  settled: readonly { host: HostState; result: Result }[],
  hosts: readonly HostState[],
  isOnce: boolean,
): void {
  const isTroubled = settled.some(({ host }) => host.standing === 'failed' || host.standing === 'unreachable')
  if (!isTroubled) return
  const [first] = hosts
  const fatal =
    step.anyErrorsFatal && first
      ? asFlag('any_errors_fatal', scopeOf(context, first, step).renderOptional(step.anyErrorsFatal))
      : false
  if (fatal || isOnce) for (const host of activeOf(context.batch)) host.standing = 'failed'
  const { maxFailPercentage } = context.play
  if (!maxFailPercentage || !first) return
  const lost = context.batch.filter(
    host => host.standing === 'failed' || host.standing === 'unreachable',
  ).length
  const percentage = Number(scopeOf(context, first, step).render(maxFailPercentage))
  if ((lost * 100) / context.batch.length <= percentage) return
  for (const host of activeOf(context.batch)) host.standing = 'failed'
}
