import type { TaskStep } from '../config/steps.ts'
import type { PlayContext } from './context.ts'
import { activeOf, type HostState } from './host-state.ts'
import { asFlag } from './target.ts'
import { scopeOf } from './variables.ts'

/** True where a task acts once for all hosts: it says `run_once`, or its task type is of that kind (`pause`). */
export async function actsOnce(
  context: PlayContext,
  step: TaskStep,
  hosts: readonly HostState[],
): Promise<boolean> {
  if (isRunOnce(context, step, hosts)) return true
  const type = await context.run.types.load(step.type)
  return 'check' in type && type.isOncePerPlay === true
}

function isRunOnce(context: PlayContext, step: TaskStep, hosts: readonly HostState[]): boolean {
  const [first] = activeOf(hosts)
  if (!step.runOnce || !first) return false
  return asFlag('run_once', scopeOf(context, first, step).renderOptional(step.runOnce), step.runOnce.place)
}
