import type { TaskType } from '../../authoring/define.ts'
import { InputError, InputErrors, type MapSource, type Source } from '../../errors.ts'
import { Scope } from '../../evaluation/scope.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import { bindParams } from '../check/bind.ts'
import { isExpression, writtenParams } from '../check/written-params.ts'
import { isConstant } from '../steps/is-constant.ts'

/** What a task type finds wrong with the params of a task that are the same on every host; all others are unknown. */
export function wrongConstants({ type: name, params }: TaskStep, type: TaskType): readonly InputError[] {
  try {
    const written = writtenParams(name, type, params)
    if ([...written.keys()].some(param => isExpression(type, param))) return []
    const entries = [...written].map(
      ([param, { keyPlace, value }]) =>
        [param, { keyPlace, value: isConstant(value) ? value : unknownAt(value) }] as const,
    )
    const source: MapSource = { kind: 'map', entries: new Map(entries), place: params.place }
    bindParams(name, type, source, Scope.of([]))
    return []
  } catch (error) {
    if (error instanceof InputErrors) return error.errors
    if (error instanceof InputError) return [error]
    throw error
  }
}

function unknownAt({ place }: Source): Source {
  const make = (): never => {
    throw new UnknownValueError(new Unknown('a variable'))
  }
  return { kind: 'list', items: [], make, place }
}
