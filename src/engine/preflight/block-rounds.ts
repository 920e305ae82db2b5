import type { BlockStep } from '../../playbook/steps.ts'
import { Unknown } from '../../values/unknown.ts'
import { itemVariables, unknownItem } from '../check/loop-items.ts'
import type { LoopedBlock } from '../play/block-loop.ts'
import { hasSelected } from '../steps/tags.ts'
import { namesSetIn } from '../steps/variable-setters.ts'
import { keptNames } from '../variables/private-variables.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import {
  type Certainty,
  least,
  NEVER,
  openUp,
  PERHAPS,
  type PredictedHost,
  reachOf,
  SURELY,
  setAhead,
} from './course.ts'
import { loopAhead, MOST_ITEMS } from './loop-ahead.ts'
import { notesOf } from './note-step.ts'
import { asFarAs, lookOnHosts, type Way } from './path.ts'

/**
 * Checks a looped block round by round, in the order in which it runs. `lookAtRound` checks the block for the items
 * of these hosts.
 */
export async function lookAtRounds(
  way: Way,
  step: LoopedBlock,
  hosts: readonly PredictedHost[],
  lookAtRound: (block: BlockStep, hosts: readonly PredictedHost[]) => Promise<void>,
): Promise<void> {
  const { course, context } = way
  const { items: loop, control: loopControl, forRound } = step.loop
  const asked = hasSelected(course.run, step) ? SURELY : NEVER
  const lists = await lookOnHosts(way, step, { hosts, asked }, (predicted, reach) =>
    loopAhead(
      course,
      notesOf(way, step, predicted),
      { loop, loopControl, when: step.when },
      scopeOf(context, predicted.host, step),
      reach,
    ),
  )
  const look = async (taking: readonly Taking[]): Promise<void> => {
    if (taking.length === 0) return
    const byHost = new Map(taking.map(({ predicted, item }) => [predicted.host.name, item]))
    const block = forRound({ byHost, labels: new Map() })
    const going = taking.map(({ predicted }) => predicted)
    const certainties = new Map(taking.map(({ predicted, certainty }) => [predicted, certainty]))
    await asFarAs(
      going,
      predicted => certainties.get(predicted) ?? NEVER,
      () => lookAtRound(block, going),
    )
  }
  const all = [...lists].flatMap(([predicted, list]) => (list ? [{ predicted, ...list }] : []))
  await look(
    all.flatMap(({ predicted, items, certainty }) =>
      items instanceof Unknown
        ? [{ predicted, item: unknownItem(loopControl), certainty: least(certainty, PERHAPS) }]
        : [],
    ),
  )
  for (let round = 0; round < MOST_ITEMS; round += 1) {
    await look(
      all.flatMap(({ predicted, items, certainty }) =>
        items instanceof Unknown || items.length <= round
          ? []
          : [{ predicted, item: itemVariables(loopControl, items, round), certainty }],
      ),
    )
  }
  for (const { items, predicted } of all)
    if (!(items instanceof Unknown) && items.length > MOST_ITEMS) forgetNames(way, step, predicted)
}

/** A host that runs a round of the block, with the variables of its item. */
interface Taking {
  readonly predicted: PredictedHost
  readonly item: ReadonlyMap<string, { readonly value: unknown }>
  readonly certainty: Certainty
}

/** Marks the variables that tasks of a block may set as unknown, because these tasks are not checked one by one. */
export function forgetNames({ course, context }: Way, step: BlockStep, predicted: PredictedHost): void {
  const certainty = least(reachOf(predicted), PERHAPS)
  if (certainty === NEVER) return
  for (const name of namesSetIn(course.run, context.play, [step])) {
    if (name.includes('{{')) openUp(predicted)
    else for (const kept of keptNames(step.role, name)) setAhead(context, predicted, kept, certainty)
  }
}
