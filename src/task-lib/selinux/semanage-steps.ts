import { type ChangeInput, type InSync, inSync, type Outputs, type Plan, plan } from '../../authoring/plan.ts'
import type { Host } from '../../remote/host.ts'
import { sh } from '../../shell/quote.ts'

/** One change of the policy, and the arguments of semanage for it, without those that all commands of a task share. */
export interface SemanageStep {
  readonly words: readonly string[]
  readonly change: ChangeInput
}

/** The commands of semanage to run, in order. */
interface SemanagePlan {
  readonly commands: readonly (readonly string[])[]
}

/** Returns a plan for these steps; in sync if there are none. */
export function planSemanage(steps: readonly SemanageStep[], outputs: Outputs): InSync | Plan<SemanagePlan> {
  if (steps.length === 0) return inSync(outputs)
  return plan(
    steps.map(({ change }) => change),
    { commands: steps.map(({ words }) => words) },
    outputs,
  )
}

/** Runs the semanage commands of a plan. With `reload`, the policy is loaded again. */
export async function runSemanage(
  host: Host,
  kind: 'fcontext' | 'port',
  { commands }: SemanagePlan,
  { reload }: { readonly reload: boolean },
): Promise<void> {
  const options = reload ? [] : ['-N']
  for (const words of commands)
    await host.run(sh`LC_ALL=C semanage ${kind} ${[...options, ...words]}`, {
      title: `semanage ${kind} ${words.join(' ')}`,
    })
}
