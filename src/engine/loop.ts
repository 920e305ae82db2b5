import type { ConditionSource, IncludeStep, TaskStep } from '../config/steps.ts'
import { InputError, type Source } from '../errors.ts'
import { isMap, kindOf } from '../values/plain.ts'
import type { Scope } from '../values/scope.ts'
import { asExpression } from './judge.ts'
import type { Unit } from './outlook.ts'

/** The items of a loop, each with the variables that it sets; none where it is no list. */
export function loopUnits(step: TaskStep, items: unknown): Unit[] {
  if (!Array.isArray(items)) return []
  const { loopVar, indexVar } = step.loopControl
  return items.map((item, index) => {
    const place = {
      index: index + 1,
      index0: index,
      first: index === 0,
      last: index === items.length - 1,
      length: items.length,
    }
    const loop = new Map<string, { value: unknown }>([
      [loopVar, { value: item }],
      ['ansible_loop', { value: place }],
      ['ansible_loop_var', { value: loopVar }],
      ...(indexVar ? [[indexVar, { value: index }] as const] : []),
    ])
    return { step, loop }
  })
}

/** The variables that have another value for each item. */
export function loopNames({ loopControl: { loopVar, indexVar } }: Pick<TaskStep, 'loopControl'>): string[] {
  return [loopVar, ...(indexVar ? [indexVar] : []), 'ansible_loop', 'ansible_loop_var']
}

/** The conditions that do not need the item: they are judged first, since the list itself may not exist where one is false. */
export function withoutItem(step: TaskStep | IncludeStep, scope: Scope): ConditionSource[] {
  const names = loopNames(step)
  return step.when.filter(condition => {
    const needed = scope.needs(asExpression(condition))
    return !names.some(name => needed.has(name))
  })
}

/** The error for a `loop` that came to something else than a list. */
export function notAList(value: unknown, source: Source | undefined): InputError {
  const shown = isMap(value) ? 'a map' : typeof value === 'string' ? `\`${value}\`` : kindOf(value)
  return new InputError(`\`loop\` takes a list, got ${shown}`, {
    place: source?.place,
    hint: isMap(value) ? mapHint(source) : undefined,
  })
}

function mapHint(source: Source | undefined): string {
  const text = source?.kind === 'scalar' ? String(source.value) : ''
  const name = /^\{\{\s*([\w.]+)\s*\}\}$/.exec(text)?.[1] ?? 'MAP'
  return `go through its keys, \`loop: "{{keys ${name}}}"\`; the value of each is then \`{{lookup ${name} item}}\``
}
