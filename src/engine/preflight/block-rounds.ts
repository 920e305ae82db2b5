import type { BlockStep } from '../../playbook/steps.ts'
import { isList } from '../../values/plain.ts'
import { Unknown } from '../../values/unknown.ts'
import { evaluateAll } from '../check/conditions.ts'
import { beforeLoop, itemVariables, loopList, unknownItem } from '../check/loop-items.ts'
import type { LoopedBlock } from '../play/block-loop.ts'
import { hasSelected } from '../steps/tags.ts'
import { namesSetIn } from '../steps/variable-setters.ts'
import { keptNames } from '../variables/private-variables.ts'
import { scopeOf } from '../variables/scopes.ts'
import {
  type Certainty,
  certaintyOf,
  least,
  NEVER,
  openUp,
  PERHAPS,
  type PredictedHost,
  reachOf,
  SURELY,
  setAhead,
} from './course.ts'
import { noteStep } from './note-step.ts'
import { asFarAs, lookAtOnce, type Way } from './path.ts'
import { ignoring } from './task.ts'

/** The most items of a looped block that are followed. */
const MOST_ITEMS = 20

/** The list of one host, as far as it is known before the run. */
interface ListAhead {
  readonly predicted: PredictedHost
  /** Undefined if it is known only during the run. */
  readonly items: readonly unknown[] | undefined
  /** That the block runs for them. */
  readonly certainty: Certainty
}

/** Checks a looped block round by round, as it runs; `lookAtRound` checks the block for the items of these hosts. */
export async function lookAtRounds(
  way: Way,
  step: LoopedBlock,
  hosts: readonly PredictedHost[],
  lookAtRound: (block: BlockStep, hosts: readonly PredictedHost[]) => Promise<void>,
): Promise<void> {
  const lists = await listsAhead(way, step, hosts)
  const { control, forRound } = step.loop
  const look = async (
    those: readonly ListAhead[],
    itemOf: (each: ListAhead) => ReadonlyMap<string, { readonly value: unknown }>,
  ): Promise<void> => {
    if (those.length === 0) return
    const byHost = new Map(those.map(each => [each.predicted.host.name, itemOf(each)]))
    const block = forRound({ byHost, labels: new Map() })
    const going = those.map(({ predicted }) => predicted)
    const certainties = new Map(those.map(({ predicted, certainty }) => [predicted, certainty]))
    await asFarAs(
      going,
      predicted => certainties.get(predicted) ?? NEVER,
      () => lookAtRound(block, going),
    )
  }
  await look(
    lists.filter(({ items }) => items === undefined),
    () => unknownItem(control),
  )
  for (let round = 0; round < MOST_ITEMS; round += 1) {
    await look(
      lists.filter(({ items }) => items !== undefined && items.length > round),
      ({ items = [] }) => itemVariables(control, items, round),
    )
  }
  for (const { items = [], predicted } of lists)
    if (items.length > MOST_ITEMS) forgetNames(way, step, predicted)
}

/** What tasks may set that are not followed is not known. */
export function forgetNames({ course, context }: Way, step: BlockStep, predicted: PredictedHost): void {
  const certainty = least(reachOf(predicted), PERHAPS)
  if (certainty === NEVER) return
  for (const name of namesSetIn(course.run, context.play, [step])) {
    if (name.includes('{{')) openUp(predicted)
    else for (const kept of keptNames(step.role, name)) setAhead(context, predicted, kept, certainty)
  }
}

async function listsAhead(
  way: Way,
  step: LoopedBlock,
  hosts: readonly PredictedHost[],
): Promise<ListAhead[]> {
  const { course } = way
  const asked = hasSelected(course.run, step) ? SURELY : NEVER
  const lists: ListAhead[] = []
  for (const predicted of hosts) {
    const reach = least(reachOf(predicted), asked)
    if (reach === NEVER && !course.isThorough) continue
    const list = await listAhead(way, step, predicted, reach)
    // What it is for one goes for all.
    if (await lookAtOnce(way, step, predicted, reach))
      return hosts.map(each => ({ ...list, predicted: each }))
    lists.push({ ...list, predicted })
  }
  return lists
}

async function listAhead(
  { course, context, isCaught }: Way,
  step: LoopedBlock,
  predicted: PredictedHost,
  reach: Certainty,
): Promise<Omit<ListAhead, 'predicted'>> {
  const { items: source, control } = step.loop
  const scope = scopeOf(context, predicted.host, step)
  const isIgnored = ignoring(step, scope) !== NEVER
  const early = await noteStep(course, predicted, { certainty: reach, isCaught, isIgnored }, () =>
    evaluateAll(beforeLoop({ when: step.when, loopControl: control }, scope), scope),
  )
  const meant = early.isSound ? least(reach, certaintyOf(early.value ?? new Unknown(''))) : NEVER
  if (meant === NEVER && !course.isThorough) return { items: [], certainty: NEVER }
  const how = { certainty: meant, isCaught, isIgnored }
  const { isSound, value: items } = await noteStep(course, predicted, how, () => loopList(source, scope))
  if (!isSound) return { items: [], certainty: NEVER }
  if (isList(items)) return { items, certainty: meant }
  return { items: undefined, certainty: least(meant, PERHAPS) }
}
