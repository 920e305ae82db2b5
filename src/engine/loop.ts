import type { TaskStep } from '../config/steps.ts'
import type { Status } from './events.ts'
import type { Unit } from './outlook.ts'
import { combine, type Result } from './result.ts'

/** The items of a loop, each with the variables that it sets; none where it is no list. */
export function loopUnits(step: TaskStep, items: unknown): Unit[] {
  if (!Array.isArray(items)) return []
  const { loopVar, indexVar } = step.loopControl
  return items.map((item, index) => {
    const loop = new Map<string, { value: unknown }>([
      ['ansible_loop', { value: placeOf(items, index) }],
      ['ansible_loop_var', { value: loopVar }],
      ...(indexVar
        ? [['ansible_index_var', { value: indexVar }] as const, [indexVar, { value: index }] as const]
        : []),
      [loopVar, { value: item }],
    ])
    return { step, loop }
  })
}

/** The names of the variables that each item of a loop has of its own. */
export function loopNames({ loopControl: { loopVar, indexVar } }: TaskStep): string[] {
  const names = [loopVar, 'ansible_loop', 'ansible_loop_var']
  return indexVar === undefined ? names : [...names, indexVar, 'ansible_index_var']
}

/** How much of `ansible_loop` the results of items have beside them. */
export type Extent = 'none' | 'place' | 'all items'

/** The result of one item, with the item beside its outputs. */
export function withItem(step: TaskStep, { loop }: Unit, result: Result, extent: Extent): Result {
  const { ansible_loop: place, ...item } = Object.fromEntries(
    loopNames(step).map(name => [name, loop?.get(name)?.value]),
  )
  const { allitems: _all, ...others } = place as Record<string, unknown>
  const extended = extent === 'none' ? {} : { ansible_loop: extent === 'place' ? others : place }
  return { ...result, outputs: { ...result.outputs, ...item, ...extended } }
}

/** The result of a whole loop: what its items come to, and each of theirs. */
export function loopResult(items: readonly Result[], reason: string): Result {
  const whole = combine(items, reason)
  const { status } = whole
  const warnings = items.flatMap(({ outputs }) => (Array.isArray(outputs.warnings) ? outputs.warnings : []))
  return {
    ...whole,
    outputs: {
      ...whole.outputs,
      msg: MESSAGES[status] ?? 'All items completed',
      ...(status === 'unknown' ? {} : { skipped: status === 'skipped' }),
      ...(warnings.length > 0 ? { warnings } : {}),
    },
  }
}

/** What a loop says of itself, in Ansible's words. */
const MESSAGES: Partial<Record<Status, string>> = {
  failed: 'One or more items failed',
  unreachable: 'One or more items failed',
  skipped: 'All items skipped',
}

/** `ansible_loop`, as Ansible has it with `extended`. */
function placeOf(items: readonly unknown[], index: number): Readonly<Record<string, unknown>> {
  const { length } = items
  return {
    index: index + 1,
    index0: index,
    first: index === 0,
    last: index === length - 1,
    length,
    revindex: length - index,
    revindex0: length - index - 1,
    allitems: items,
    ...(index < length - 1 ? { nextitem: items[index + 1] } : {}),
    ...(index > 0 ? { previtem: items[index - 1] } : {}),
  }
}
