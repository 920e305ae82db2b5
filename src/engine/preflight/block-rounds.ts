import type { BlockStep } from '../../playbook/steps.ts'
import { Unknown } from '../../values/unknown.ts'
import { itemVariables, unknownItem } from '../check/loop-items.ts'
import type { LoopedBlock } from '../play/block-loop.ts'
import { hasSelected } from '../steps/tags.ts'
import { namesSetIn } from '../steps/variable-setters.ts'
import { storedNames } from '../variables/private-variables.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import { evaluateLoop, MAX_ITEMS } from './evaluate-loop.ts'
import { evaluateForHosts, limitCertainty, type PlayCheck } from './play-check.ts'
import {
  allowAnyVariable,
  type Certainty,
  least,
  NEVER,
  PERHAPS,
  type PredictedHost,
  reachOf,
  SURELY,
  setPredicted,
} from './simulation.ts'
import { evaluatorFor } from './step-evaluator.ts'

/**
 * Checks a looped block round by round, in the order in which it runs. `checkRound` checks the block for the items
 * of these hosts.
 */
export async function checkRounds(
  playCheck: PlayCheck,
  step: LoopedBlock,
  hosts: readonly PredictedHost[],
  checkRound: (block: BlockStep, hosts: readonly PredictedHost[]) => Promise<void>,
): Promise<void> {
  const { simulation, context } = playCheck
  const { items: loop, control: loopControl, forRound } = step.loop
  const selected = hasSelected(simulation.run, step) ? SURELY : NEVER
  const lists = await evaluateForHosts(playCheck, step, { hosts, selected }, (predicted, reach) =>
    evaluateLoop(
      simulation,
      evaluatorFor(playCheck, step, predicted),
      { loop, loopControl, when: step.when },
      scopeOf(context, predicted.host, step),
      reach,
    ),
  )
  const evaluate = async (rounds: readonly HostRound[]): Promise<void> => {
    if (rounds.length === 0) return
    const byHost = new Map(rounds.map(({ predicted, item }) => [predicted.host.name, item]))
    const block = forRound({ byHost, labels: new Map() })
    const reaching = rounds.map(({ predicted }) => predicted)
    const certainties = new Map(rounds.map(({ predicted, certainty }) => [predicted, certainty]))
    await limitCertainty(
      reaching,
      predicted => certainties.get(predicted) ?? NEVER,
      () => checkRound(block, reaching),
    )
  }
  const all = [...lists].flatMap(([predicted, list]) => (list ? [{ predicted, ...list }] : []))
  await evaluate(
    all.flatMap(({ predicted, items, certainty }) =>
      items instanceof Unknown
        ? [{ predicted, item: unknownItem(loopControl), certainty: least(certainty, PERHAPS) }]
        : [],
    ),
  )
  for (let round = 0; round < MAX_ITEMS; round += 1) {
    await evaluate(
      all.flatMap(({ predicted, items, certainty }) =>
        items instanceof Unknown || items.length <= round
          ? []
          : [{ predicted, item: itemVariables(loopControl, items, round), certainty }],
      ),
    )
  }
  for (const { items, predicted } of all)
    if (!(items instanceof Unknown) && items.length > MAX_ITEMS) forgetNames(playCheck, step, predicted)
}

/** A host that runs a round of the block, with the variables of its item. */
interface HostRound {
  readonly predicted: PredictedHost
  readonly item: ReadonlyMap<string, { readonly value: unknown }>
  readonly certainty: Certainty
}

/** Marks the variables that tasks of a block may set as unknown, because these tasks are not checked one by one. */
export function forgetNames(
  { simulation, context }: PlayCheck,
  step: BlockStep,
  predicted: PredictedHost,
): void {
  const certainty = least(reachOf(predicted), PERHAPS)
  if (certainty === NEVER) return
  for (const name of namesSetIn(simulation.run, context.play, [step])) {
    if (name.includes('{{')) allowAnyVariable(predicted)
    else for (const kept of storedNames(step.role, name)) setPredicted(context, predicted, kept, certainty)
  }
}
