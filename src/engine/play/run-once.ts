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

/** For whom a task that acts once acts: the batch, or all batches of the play. */
export type Reach = 'batch' | 'play'

/** How far one act of a task goes: it says `run_once`, or its task type is of that kind (`pause`). Undefined if each host acts. */
export async function reachOf(
  context: PlayContext,
  step: TaskStep,
  hosts: readonly HostState[],
): Promise<Reach | undefined> {
  const reach = await runOnceOf(context, step, hosts)
  if (reach === 'batch') warnOfBatches(context, step, hosts)
  if (reach) return reach
  const type = await context.run.types.load(step.type)
  return 'check' in type && type.isOncePerPlay === true ? 'batch' : undefined
}

/** What `run_once` of a task or include says; undefined if each host acts. */
export async function runOnceOf(
  context: PlayContext,
  step: Inherited,
  hosts: readonly HostState[],
): Promise<Reach | undefined> {
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
 * The result of a task that runs once, if another host runs it or has run it for this one; otherwise this host
 * runs it, and its result is kept for the others. Hosts of one batch in lockstep do not need this: they arrive
 * together.
 */
export function sharedResult(
  context: PlayContext,
  step: TaskStep,
  host: HostState,
  reach: Reach,
): { readonly known?: Promise<Result>; readonly keep: (result: Result) => void } {
  const isTogether = reach === 'batch' && context.play.strategy === 'linear'
  if (isTogether) return { keep: () => {} }
  const shared = reach === 'play' ? context.state.once : context.once
  const key = arrive(context, step, host)
  const known = shared.get(key)
  if (known) return { known, keep: () => {} }
  let keep = (_: Result): void => {}
  shared.set(
    key,
    new Promise(resolve => {
      keep = resolve
    }),
  )
  return { keep }
}

/** The same for all hosts that reach a task for the same time with the same loop values of includes. */
function arrive({ state }: PlayContext, step: TaskStep, host: HostState): string {
  const values = loopLayers(host, step).map(params =>
    [...params].flatMap(([name, entry]) => ('value' in entry ? [[name, entry.value]] : [])),
  )
  const task = JSON.stringify([showPlace(step.place), values])
  const times = state.arrivals.get(host) ?? new Map<string, number>()
  const time = times.get(task) ?? 0
  state.arrivals.set(host, times.set(task, time + 1))
  return `${time} ${task}`
}

/** Who reads `run_once` may not think of `serial`. */
function warnOfBatches(context: PlayContext, step: TaskStep, [first]: readonly HostState[]): void {
  const { batches } = context.state
  if (batches < 2 || !first) return
  const name = taskName(step, scopeOf(context, first, step))
  warnOnce(
    context,
    `\`run_once\` of \`${name}\` (${showPlace(step.place)}) runs once in each of the ${batches} batches of \`serial\`: \`run_once: play\` runs once for the whole play`,
  )
}
