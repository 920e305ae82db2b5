import type { Inherited } from '../../playbook/keywords/inherit.ts'
import type { PlayContext } from '../state/context.ts'
import { asFlag } from '../variables/keyword-values.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import {
  type Certainty,
  least,
  NEVER,
  type PredictedHost,
  reachOf,
  type Simulation,
  tryEvaluate,
} from './simulation.ts'

/** The context of the preflight check within a play: its hosts, and what surrounds the current steps. */
export interface PlayCheck {
  readonly simulation: Simulation
  readonly context: PlayContext
  /** The hosts of the play in all batches. */
  readonly play: readonly PredictedHost[]
  /** Whether a surrounding `rescue` handles failures. */
  readonly isCaught: boolean
  /** The keys of the files and roles whose includes surround this position. */
  readonly chain: readonly string[]
}

/** Checks the keywords that are rendered once for all hosts, and returns whether the task runs once. */
export async function checkRunOnce(
  { simulation, context }: PlayCheck,
  step: Inherited,
  { host }: PredictedHost,
  reach: Certainty,
): Promise<boolean> {
  const { runOnce, throttle } = step
  const scope = scopeOf(context, host, step)
  if (throttle) await tryEvaluate(simulation, reach, () => scope.render(throttle))
  if (!runOnce) return false
  const { value } = await tryEvaluate(simulation, reach, () => {
    const rendered = scope.render(runOnce)
    return rendered === 'play' || asFlag('run_once', rendered, runOnce.place)
  })
  return value === true
}

/**
 * Evaluates an include or block for each host that reaches it. With `run_once`, the value for the first host applies
 * to all.
 */
export async function evaluateForHosts<T>(
  playCheck: PlayCheck,
  step: Inherited,
  { hosts, selected }: { readonly hosts: readonly PredictedHost[]; readonly selected: Certainty },
  evaluate: (predicted: PredictedHost, reach: Certainty) => Promise<T>,
): Promise<Map<PredictedHost, T>> {
  const reaching = hosts
    .map(predicted => ({ predicted, reach: least(reachOf(predicted), selected) }))
    .filter(({ reach }) => reach !== NEVER || playCheck.simulation.isThorough)
  const values = new Map<PredictedHost, T>()
  for (const { predicted, reach } of reaching) {
    const value = await evaluate(predicted, reach)
    if (await checkRunOnce(playCheck, step, predicted, reach))
      return new Map(hosts.map(each => [each, value]))
    values.set(predicted, value)
  }
  return values
}

/** Runs `work` while the certainties of the hosts are limited to `certainty`, and restores them afterwards. */
export async function limitCertainty(
  hosts: readonly PredictedHost[],
  certainty: Certainty | ((predicted: PredictedHost) => Certainty),
  work: () => Promise<void>,
): Promise<void> {
  const bases = hosts.map(predicted => ({ predicted, base: predicted.base }))
  for (const { predicted, base } of bases)
    predicted.base = least(base, typeof certainty === 'number' ? certainty : certainty(predicted))
  await work()
  for (const { predicted, base } of bases) predicted.base = base
}
