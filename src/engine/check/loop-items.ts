import { InputError, type Source } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import { needsOneOf } from '../../functions/controller.ts'
import type { LoopControl } from '../../playbook/keywords/loop-control.ts'
import type { ConditionSource } from '../../playbook/keywords/values.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { isList, isMap, kindOf } from '../../values/plain.ts'
import { Unknown } from '../../values/unknown.ts'
import type { Status } from '../state/events.ts'
import type { Unit } from '../state/look-ahead-state.ts'
import type { Result } from '../state/result.ts'
import { asExpression } from '../steps/keyword-sources.ts'
import { combineResults } from './result.ts'

/**
 * Renders the list of a `loop`; returns an Unknown if it is not known yet. Throws InputError for anything but a list.
 */
export function loopList(source: Source, scope: Scope): readonly unknown[] | Unknown {
  const items = scope.render(source)
  if (items instanceof Unknown || isList(items)) return items
  throw notAList(items, source)
}

/**
 * Returns the items of a loop, each with the variables that it sets; none if `items` is not a list. `scope` is the scope
 * of the task.
 */
export function loopUnits(step: TaskStep, items: unknown, scope: Scope): Unit[] {
  if (!Array.isArray(items)) return []
  const isWritten = step.loop !== undefined && scope.isWritten(step.loop)
  return loopVariables(step.loopControl, items, isWritten).map(loop => ({ step, loop }))
}

/** Returns the variables that each item of a loop sets. `isWritten` says whether the list contains no data from hosts. */
export function loopVariables(
  control: LoopControl,
  items: readonly unknown[],
  isWritten = false,
): Map<string, ItemEntry>[] {
  return items.map((_, index) => itemVariables(control, items, index, isWritten))
}

interface ItemEntry {
  readonly value: unknown
  readonly isWritten?: boolean
}

/** Returns the variables that one item of a loop sets. */
export function itemVariables(
  { loopVar, indexVar }: LoopControl,
  items: readonly unknown[],
  index: number,
  isWritten = false,
): Map<string, ItemEntry> {
  return new Map<string, ItemEntry>([
    ['ansible_loop', { value: placeOf(items, index) }],
    ['ansible_loop_var', { value: loopVar }],
    ...(indexVar
      ? [['ansible_index_var', { value: indexVar }] as const, [indexVar, { value: index }] as const]
      : []),
    [loopVar, { value: items[index], isWritten }],
  ])
}

/** Returns the variables of an item whose list is known only during the run: the values are unknown. */
export function unknownItem(control: LoopControl): ReadonlyMap<string, { value: unknown }> {
  const one = itemVariables(control, [undefined], 0)
  const names = [...one.keys()].filter(name => !/^ansible_(loop|index)_var$/.test(name))
  return new Map<string, ItemEntry>([
    ...one,
    ...names.map(name => [name, { value: new Unknown('the loop') }] as const),
  ])
}

/**
 * Returns the conditions that do not use the item. They are evaluated first, because the list may not exist if they
 * are false.
 */
export function beforeLoop(
  { when, loopControl }: Pick<TaskStep, 'when' | 'loopControl'>,
  scope: Scope,
): ConditionSource[] {
  const names = loopNames(loopControl)
  return when.filter(condition => !needsOneOf(scope.needs(asExpression(condition)), names))
}

function loopNames({ loopVar, indexVar }: LoopControl): string[] {
  const names = [loopVar, 'ansible_loop', 'ansible_loop_var']
  return indexVar === undefined ? names : [...names, indexVar, 'ansible_index_var']
}

/** How much of `ansible_loop` the results of items contain: nothing, all but the list of items, or everything. */
export type Extent = 'none' | 'place' | 'all items'

/** Returns the result of an item with the item and its loop variables added to the outputs. */
export function withItem(step: TaskStep, { loop }: Unit, result: Result, extent: Extent): Result {
  const { ansible_loop: place, ...item } = Object.fromEntries(
    loopNames(step.loopControl).map(name => [name, loop?.get(name)?.value]),
  )
  const { allitems: _all, ...others } = (place ?? {}) as Record<string, unknown>
  const extended = extent === 'none' ? {} : { ansible_loop: extent === 'place' ? others : place }
  return { ...result, outputs: { ...result.outputs, ...item, ...extended } }
}

/** Returns the result of a whole loop: the combined result of its items, with the result of each. */
export function loopResult(items: readonly Result[], reason: string): Result {
  const whole = combineResults(items, reason)
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

/** The result of a loop whose list is empty. */
export const WITHOUT_ITEMS: Result = {
  status: 'skipped',
  changes: [],
  outputs: { results: [], skipped_reason: 'No items in the list' },
  message: 'the loop has no items',
}

/** The messages for a whole loop, in Ansible's words. */
const MESSAGES: Partial<Record<Status, string>> = {
  failed: 'One or more items failed',
  unreachable: 'One or more items failed',
  skipped: 'All items skipped',
}

/** Returns the value of `ansible_loop` for an item, as in Ansible with `extended`. */
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

function notAList(value: unknown, source: Source): InputError {
  const shown = typeof value === 'string' ? `\`${value}\`` : kindOf(value)
  return new InputError(`\`loop\` takes a list, got ${shown}`, {
    place: source.place,
    hint: isMap(value) ? mapHint(source) : textHint(value, source),
  })
}

function textHint(value: unknown, source: Source): string | undefined {
  if (typeof value !== 'string') return undefined
  const name = nameIn(source) ?? 'TEXT'
  const separator = value.includes(',') ? " ','" : ''
  return `write a list, such as \`[a, b]\`; \`"{{split ${name}${separator}}}"\` makes one of a text`
}

function mapHint(source: Source): string {
  const name = nameIn(source) ?? 'MAP'
  return `loop over its keys, \`loop: "{{keys ${name}}}"\`; the value of each is then \`{{lookup ${name} item}}\``
}

/** Returns the name of the variable that is looped over, if the loop is just that variable. */
function nameIn(source: Source): string | undefined {
  const text = source.kind === 'scalar' ? String(source.value) : ''
  return /^\{\{\s*([\w.]+)\s*\}\}$/.exec(text)?.[1]
}
