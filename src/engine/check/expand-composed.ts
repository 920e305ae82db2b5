import type { TaskCall, TaskType } from '../../authoring/define.ts'
import type { HostState } from '../state/host-state.ts'
import type { AnyState, Checking, ConnectedHost, TaskRun } from '../state/task-run.ts'
import { factsOnDemand } from '../variables/facts-layer.ts'
import { checkModeOf } from '../variables/keyword-values.ts'
import { checkParams } from './bind.ts'
import { delegateOf } from './delegate.ts'

/** Connects to the host that a task works on, and returns it; undefined if it is not available now. */
export type ConnectHost = (
  taskRun: TaskRun,
  host: HostState,
  isDelegated: boolean,
) => Promise<ConnectedHost | undefined>

/**
 * Yields the checks of a bound task: one, or for a composed task those of its parts in order, as far as they are
 * known before any of them runs.
 */
export async function* expandComposed(
  taskRun: TaskRun,
  name: string,
  type: TaskType,
  params: Record<string, unknown>,
  connect: ConnectHost,
): AsyncGenerator<Checking> {
  if ('expand' in type) {
    for (const call of type.expand({ params })) yield* leavesOfCall(taskRun, call, connect)
    return
  }
  const delegate = delegateOf(taskRun)
  const connected = await connect(taskRun, delegate ?? taskRun.host, delegate !== undefined)
  if (!connected) return
  const isCheckMode = checkModeOf(taskRun.context.run, taskRun.step, taskRun.scope)
  yield { taskRun, name, type: type as unknown as AnyState, params, connected, isCheckMode }
}

async function* leavesOfCall(taskRun: TaskRun, call: TaskCall, reach: ConnectHost): AsyncGenerator<Checking> {
  const { context, step, scope } = taskRun
  if (callCondition(taskRun, call, delegateOf(taskRun) ?? taskRun.host) !== true) return
  const type = await context.run.types.load(call.type)
  const bound = checkParams(call.type, type, call.params, step.place)
  if ('unknown' in bound) return
  const vars = new Map(Object.entries(call.vars ?? {}).map(([name, value]) => [name, { value }]))
  yield* expandComposed({ ...taskRun, scope: scope.extend(vars) }, call.type, type, bound.params, reach)
}

/**
 * Evaluates the `when` of one part of a composed task; an Unknown if a dry run cannot determine it. The condition can
 * use the facts of the host that the task works on, which may be a delegate, even if the play gathers none. Throws
 * PendingFacts if they must be gathered first.
 */
export function callCondition(taskRun: TaskRun, { when }: TaskCall, host: HostState): unknown {
  if (when === undefined) return true
  const { context, step, scope } = taskRun
  const facts = new Map([['ansible_facts', factsOnDemand(context.run, host)]])
  return scope.extend(facts).evaluateCondition({ kind: 'scalar', value: when, place: step.place })
}
