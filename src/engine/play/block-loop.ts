import type { Scope } from '../../evaluation/scope.ts'
import type { RoundOfBlock } from '../../playbook/roles/loop-params.ts'
import type { BlockLoop, BlockStep } from '../../playbook/steps.ts'
import { Unknown } from '../../values/unknown.ts'
import { itemLabel } from '../check/item-label.ts'
import { beforeLoop, itemVariables, loopList, unknownItem } from '../check/loop-items.ts'
import { evaluateAll } from '../check/when.ts'
import type { PlayContext } from '../state/context.ts'
import { activeOf, type HostState } from '../state/host-state.ts'
import { hasEnded } from '../state/play-state.ts'
import { asTask } from '../steps/step-as-task.ts'
import { pauseBeforeItem } from '../task/loop-pause.ts'
import { warnOfHidden } from '../variables/builtin-names.ts'
import { factsReaderOf, prepare } from '../variables/facts.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import { evaluateOnHosts } from './evaluate-on-hosts.ts'
import { finishStep } from './finish-step.ts'

/** A block with a loop. */
export type LoopedBlock = BlockStep & { readonly loop: BlockLoop }

/**
 * One round of a looped block: the block for the current items of these hosts, and the block for the next round, if
 * there is one.
 */
export interface BlockRound {
  readonly context: PlayContext
  readonly block: BlockStep
  readonly hosts: readonly HostState[]
  readonly next?: BlockStep | undefined
}

/**
 * Runs a block once for each item of its loop. All lists are evaluated first. Then the hosts run the rounds in
 * lockstep, each with the next item of its own list. On hosts whose list is unknown, the tasks of the block are
 * treated as uncertain.
 */
export async function runBlockLoop(
  context: PlayContext,
  step: LoopedBlock,
  hosts: readonly HostState[],
  isRescuable: boolean,
  runRound: (round: BlockRound) => Promise<void>,
): Promise<void> {
  const { values: lists, failed } = await evaluateOnHosts(context, step, hosts, host =>
    itemsFor(context, step, scopeOf(context, host, step)),
  )
  const task = { ...asTask(step, 'block'), loopControl: step.loop.control }
  await finishStep(context, task, failed, isRescuable)
  for (const host of lists.keys()) warnOfHidden(context, task, host)
  const known = new Map<HostState, readonly unknown[]>()
  const uncertain = new Map<HostState, Unknown>()
  for (const [host, items] of lists) {
    if (items instanceof Unknown) uncertain.set(host, items)
    else known.set(host, items)
  }
  await runUncertain(context, step, uncertain, runRound)
  let block = await blockFor(context, step, known, 0)
  for (let round = 0; block && !hasEnded(context); round += 1) {
    const remaining = activeOf([...known.keys()]).filter(host => (known.get(host)?.length ?? 0) > round)
    if (remaining.length === 0) return
    if (round > 0)
      await Promise.all(remaining.map(host => pauseBeforeItem(context, step, host, step.loop.control)))
    const next = await blockFor(context, step, known, round + 1)
    await runRound({ context, block, hosts: remaining, next })
    block = next
  }
}

/** Returns the items for one host; none if `when` skips the whole loop. */
function itemsFor(
  context: PlayContext,
  { loop, when }: LoopedBlock,
  scope: Scope,
): readonly unknown[] | Unknown {
  if (context.uncertain) return context.uncertain
  const condition = evaluateAll(beforeLoop({ when, loopControl: loop.control }, scope), scope)
  if (condition === false) return []
  return condition instanceof Unknown ? condition : loopList(loop.items, scope)
}

/** Treats the tasks of the block as uncertain: everything that they may change becomes unknown. */
async function runUncertain(
  context: PlayContext,
  step: LoopedBlock,
  lists: ReadonlyMap<HostState, Unknown>,
  runRound: (round: BlockRound) => Promise<void>,
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

/** Returns the block for one round; undefined if no host has that many items. */
async function blockFor(
  context: PlayContext,
  step: LoopedBlock,
  lists: ReadonlyMap<HostState, readonly unknown[]>,
  index: number,
): Promise<BlockStep | undefined> {
  const { control, forRound } = step.loop
  const remaining = [...lists].filter(([, items]) => items.length > index)
  if (remaining.length === 0) return undefined
  const items = remaining.map(([host, list]) => [host, itemVariables(control, list, index)] as const)
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
