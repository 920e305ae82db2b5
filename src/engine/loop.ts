import type { TaskStep } from '../config/steps.ts'
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
