import type { RoundOfBlock } from '../../playbook/roles/loop-params.ts'
import type { BlockLoop, BlockStep } from '../../playbook/steps.ts'
import { Unknown } from '../../values/unknown.ts'
import { evaluateAll } from '../check/conditions.ts'
import { itemLabel } from '../check/item-label.ts'
import { beforeLoop, itemVariables, loopList, unknownItem } from '../check/loop-items.ts'
import { asResult } from '../check/result.ts'
import type { PlayContext } from '../state/context.ts'
import { activeOf, type HostState } from '../state/host-state.ts'
import { isOver } from '../state/play-state.ts'
import { asTask } from '../steps/step-as-task.ts'
import { pauseBeforeItem } from '../task/loop-pause.ts'
import { warnOfHidden } from '../variables/builtin-names.ts'
import { factsReaderOf, prepare, withFacts } from '../variables/facts.ts'
import { scopeOf } from '../variables/scopes.ts'
import { runOnceOf } from './run-once.ts'
import { type Settled, settleStep } from './settle-step.ts'

/** A block with a loop. */
export type LoopedBlock = BlockStep & { readonly loop: BlockLoop }

/** One round of a looped block: the block for the items of these hosts, and that of the next round, if there is one. */
export interface Round {
  readonly context: PlayContext
  readonly block: BlockStep
  readonly hosts: readonly HostState[]
  readonly next?: BlockStep | undefined
}

/** The items of one host: none if `when` leaves out the whole loop. */
type Items = readonly unknown[] | Unknown

/**
 * Runs a block once for each item of its loop. All lists are evaluated first; then the hosts run round after round in lockstep, each
 * with the next item of its own list. Where the list is unknown, the block runs as one that may run or not.
 */
export async function runBlockLoop(
  context: PlayContext,
  step: LoopedBlock,
  hosts: readonly HostState[],
  isRescuable: boolean,
  runRound: (round: Round) => Promise<void>,
): Promise<void> {
  const lists = await listsOf(context, step, hosts, isRescuable)
  for (const host of lists.keys())
    warnOfHidden(context, { ...asTask(step, 'block'), loopControl: step.loop.control }, host)
  const known = new Map<HostState, readonly unknown[]>()
  const uncertain = new Map<HostState, Unknown>()
  for (const [host, items] of lists) {
    if (items instanceof Unknown) uncertain.set(host, items)
    else known.set(host, items)
  }
  await runUncertain(context, step, uncertain, runRound)
  let block = await blockFor(context, step, known, 0)
  for (let round = 0; block && !isOver(context); round += 1) {
    const taking = activeOf([...known.keys()]).filter(host => (known.get(host)?.length ?? 0) > round)
    if (taking.length === 0) return
    if (round > 0)
      await Promise.all(taking.map(host => pauseBeforeItem(context, step, host, step.loop.control)))
    const next = await blockFor(context, step, known, round + 1)
    await runRound({ context, block, hosts: taking, next })
    block = next
  }
}

/** The lists of all hosts that go on; with `run_once`, that of the first goes for all. */
async function listsOf(
  context: PlayContext,
  step: LoopedBlock,
  hosts: readonly HostState[],
  isRescuable: boolean,
): Promise<Map<HostState, Items>> {
  const isOnce = (await runOnceOf(context, step, hosts)) !== undefined
  const lists = new Map<HostState, Items>()
  const failed: Settled[] = []
  await Promise.all(
    (isOnce ? hosts.slice(0, 1) : hosts).map(async host => {
      const together = isOnce ? hosts : [host]
      try {
        const items = await context.run.limit(() => itemsOn(context, step, host))
        for (const each of together) lists.set(each, items)
      } catch (error) {
        failed.push(...together.map(each => ({ host: each, result: asResult(error) })))
      }
    }),
  )
  await settleStep(context, asTask(step, 'block'), failed, isRescuable)
  // In the order of the play.
  return new Map(hosts.flatMap(host => (lists.has(host) ? [[host, lists.get(host) ?? []] as const] : [])))
}

function itemsOn(context: PlayContext, step: LoopedBlock, host: HostState): Promise<Items> {
  return withFacts(factsReaderOf(context, step, host), () => {
    if (context.uncertain) return context.uncertain
    const scope = scopeOf(context, host, step)
    const { items: source, control } = step.loop
    const isMeant = evaluateAll(beforeLoop({ when: step.when, loopControl: control }, scope), scope)
    if (isMeant === false) return []
    if (isMeant instanceof Unknown) return isMeant
    return loopList(source, scope)
  })
}

/** Runs the tasks of the block as such that may run or not: what they may change is unknown from then on. */
async function runUncertain(
  context: PlayContext,
  step: LoopedBlock,
  lists: ReadonlyMap<HostState, Unknown>,
  runRound: (round: Round) => Promise<void>,
): Promise<void> {
  const [uncertain] = lists.values()
  if (!uncertain) return
  const hosts = [...lists.keys()]
  const item = unknownItem(step.loop.control)
  const block = step.loop.forRound({
    byHost: new Map(hosts.map(({ name }) => [name, item])),
    labels: new Map(),
  })
  await runRound({ context: { ...context, uncertain }, block, hosts })
}

/** The block for one round; undefined if no host has that many items. */
async function blockFor(
  context: PlayContext,
  step: LoopedBlock,
  lists: ReadonlyMap<HostState, readonly unknown[]>,
  index: number,
): Promise<BlockStep | undefined> {
  const { control, forRound } = step.loop
  const taking = [...lists].filter(([, items]) => items.length > index)
  if (taking.length === 0) return undefined
  const items = taking.map(([host, list]) => [host, itemVariables(control, list, index)] as const)
  const labels: RoundOfBlock['labels'] = new Map(
    await Promise.all(
      items.map(async ([host, variables]) => {
        const scope = scopeOf(context, host, step).extend(variables)
        await prepare(factsReaderOf(context, step, host), scope, [control.label])
        return [host.name, itemLabel(control, scope)] as const
      }),
    ),
  )
  return forRound({ byHost: new Map(items.map(([{ name }, variables]) => [name, variables])), labels })
}
