import { showPlace } from '../../errors.ts'
import type { Inherited } from '../../playbook/keywords/inherit.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import type { PlayContext } from '../state/context.ts'
import { activeOf, type HostState } from '../state/host-state.ts'
import { warnOnce } from '../state/play-state.ts'
import type { Result } from '../state/result.ts'
import { taskName } from '../steps/task-name.ts'
import { factsReaderOf, withFacts } from '../variables/facts.ts'
import { asFlag } from '../variables/keyword-values.ts'
import { loopLayers } from '../variables/loop-layers.ts'
import { scopeOf } from '../variables/variable-precedence.ts'

/**
 * The hosts that share the result of a task that runs once: those of the batch, or those of all batches of the play.
 */
export type RunOnceScope = 'batch' | 'play'

/**
 * Returns the hosts that share one run of a task: because of `run_once`, or because its task type always runs once
 * (`pause`). Undefined if each host runs it.
 */
export async function runOnceScopeOf(
  context: PlayContext,
  step: TaskStep,
  hosts: readonly HostState[],
): Promise<RunOnceScope | undefined> {
  const reach = await runOnceOf(context, step, hosts)
  if (reach === 'batch') warnOfBatches(context, step, hosts)
  if (reach) return reach
  const type = await context.run.types.load(step.type)
  return 'check' in type && type.isOncePerPlay === true ? 'batch' : undefined
}

/** Evaluates `run_once` of a task or include; undefined if each host runs it. */
export async function runOnceOf(
  context: PlayContext,
  step: Inherited,
  hosts: readonly HostState[],
): Promise<RunOnceScope | undefined> {
  const { runOnce } = step
  const [first] = activeOf(hosts)
  if (!runOnce || !first) return undefined
  const value = await withFacts(factsReaderOf(context, step, first), () =>
    scopeOf(context, first, step).renderOptional(runOnce),
  )
  if (value === 'play') return 'play'
  return asFlag('run_once', value, runOnce.place) ? 'batch' : undefined
}

/**
 * Returns the result of a task that runs once, if another host runs it or has run it. Otherwise this host must run it
 * and pass its result to `keep` for the others. Hosts of one batch in lockstep do not need this, because they start
 * the task together.
 */
export function sharedResult(
  context: PlayContext,
  step: TaskStep,
  host: HostState,
  reach: RunOnceScope,
): { readonly known?: Promise<Result>; readonly share: (result: Result) => void } {
  const isTogether = reach === 'batch' && context.play.strategy === 'linear'
  if (isTogether) return { share: () => {} }
  const shared = reach === 'play' ? context.state.onceInPlay : context.onceInBatch
  const key = countArrival(context, step, host)
  const known = shared.get(key)
  if (known) return { known, share: () => {} }
  let share = (_: Result): void => {}
  shared.set(
    key,
    new Promise(resolve => {
      share = resolve
    }),
  )
  return { share }
}

/**
 * Counts how often a host has reached a task with the same loop values of includes, and returns a key for that. Hosts
 * that reach it the same number of times get the same key.
 */
function countArrival({ state }: PlayContext, step: TaskStep, host: HostState): string {
  const values = loopLayers(host, step).map(params =>
    [...params].flatMap(([name, entry]) => ('value' in entry ? [[name, entry.value]] : [])),
  )
  const task = JSON.stringify([showPlace(step.place), values])
  const times = state.arrivals.get(host) ?? new Map<string, number>()
  const time = times.get(task) ?? 0
  state.arrivals.set(host, times.set(task, time + 1))
  return `${time} ${task}`
}

/** Warns that `run_once` runs once per batch of `serial`, which users may not expect. */
function warnOfBatches(context: PlayContext, step: TaskStep, [first]: readonly HostState[]): void {
  const { batches } = context.state
  if (batches < 2 || !first) return
  const name = taskName(step, scopeOf(context, first, step))
  warnOnce(
    context,
    `\`run_once\` of \`${name}\` (${showPlace(step.place)}) runs once in each of the ${batches} batches of \`serial\`: \`run_once: play\` runs once for the whole play`,
  )
}
