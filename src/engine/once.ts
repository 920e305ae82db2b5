import type { TaskStep } from '../config/steps.ts'
import type { PlayContext } from './context.ts'
import { askerOf, withFacts } from './facts.ts'
import { activeOf, type HostState } from './host-state.ts'
import { asFlag } from './target.ts'
import { scopeOf } from './variables.ts'

/** True where a task acts once for all hosts: it says `run_once`, or its task type is of that kind (`pause`). */
export async function actsOnce(
  context: PlayContext,
  step: TaskStep,
  hosts: readonly HostState[],
): Promise<boolean> {
  if (await isRunOnce(context, step, hosts)) return true
  const type = await context.run.types.load(step.type)
  return 'check' in type && type.isOncePerPlay === true
}

async function isRunOnce(
  context: PlayContext,
  step: TaskStep,
  hosts: readonly HostState[],
): Promise<boolean> {
  const [first] = activeOf(hosts)
  const { runOnce } = step
  if (!runOnce || !first) return false
  const scope = scopeOf(context, first, step)
  return asFlag(
    'run_once',
    await withFacts(askerOf(context, step, first), () => scope.render(runOnce)),
    runOnce.place,
  )
}
