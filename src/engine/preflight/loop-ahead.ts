import type { Source } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { LoopControl } from '../../playbook/keywords/loop-control.ts'
import type { ConditionSource } from '../../playbook/keywords/values.ts'
import { Unknown } from '../../values/unknown.ts'
import { beforeLoop } from '../check/loop-items.ts'
import { evaluateAll } from '../check/when.ts'
import { type Certainty, type Course, NEVER } from './course.ts'
import { listAhead } from './list-ahead.ts'
import { type NoteStep, noteConditions } from './note-step.ts'

/** The maximum number of items of a looped include or block that are checked. */
export const MOST_ITEMS = 20

/** The list of a loop, as far as it is known before the run, and the certainty that the loop runs. */
export interface LoopAhead {
  readonly items: readonly unknown[] | Unknown
  readonly certainty: Certainty
}

/** The loop of an include or block. */
interface Loop {
  readonly loop: Source
  readonly loopControl: LoopControl
  readonly when: readonly ConditionSource[]
}

/** Evaluates the loop of an include or block; undefined if it does not run or has an error. */
export async function loopAhead(
  { isThorough }: Course,
  note: NoteStep,
  step: Loop,
  scope: Scope,
  reach: Certainty,
): Promise<LoopAhead | undefined> {
  const certainty = await noteConditions(note, reach, () => evaluateAll(beforeLoop(step, scope), scope))
  if (certainty === NEVER && !isThorough) return undefined
  const { isSound, value: items = new Unknown('the loop') } = await listAhead(note, step, scope, certainty)
  return isSound ? { items, certainty } : undefined
}
