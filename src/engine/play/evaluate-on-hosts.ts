import type { Inherited } from '../../playbook/keywords/inherit.ts'
import { errorResult } from '../check/result.ts'
import type { PlayContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import type { Result } from '../state/result.ts'
import { factsReaderOf, withFacts } from '../variables/facts.ts'
import type { HostResult } from './finish-step.ts'
import { runOnceOf } from './run-once.ts'

/** The value of a step for each host, in the order of the play, and the hosts on which its evaluation failed. */
export interface Evaluated<T> {
  readonly values: ReadonlyMap<HostState, T>
  readonly failed: readonly HostResult[]
  /** True if the value of the first host applies to all hosts, because of `run_once`. */
  readonly isOnce: boolean
}

/** Evaluates an include or block for each host. With `run_once`, the value of the first host applies to all. */
export async function evaluateOnHosts<T>(
  context: PlayContext,
  step: Inherited,
  hosts: readonly HostState[],
  evaluate: (host: HostState) => T,
): Promise<Evaluated<T>> {
  const isOnce = (await runOnceOf(context, step, hosts)) !== undefined
  const evaluateOn = async (host: HostState): Promise<{ value: T } | { result: Result }> => {
    try {
      const factsReader = factsReaderOf(context, step, host)
      return { value: await context.run.limit(() => withFacts(factsReader, () => evaluate(host))) }
    } catch (error) {
      return { result: errorResult(error) }
    }
  }
  const answers = await Promise.all((isOnce ? hosts.slice(0, 1) : hosts).map(evaluateOn))
  const values = new Map<HostState, T>()
  const failed: HostResult[] = []
  for (const [index, host] of hosts.entries()) {
    const answer = answers[isOnce ? 0 : index]
    if (!answer) continue
    if ('value' in answer) values.set(host, answer.value)
    else failed.push({ host, result: answer.result })
  }
  return { values, failed, isOnce }
}
