import type { z } from 'zod'
import type { TaskType } from '../../authoring/define.ts'
import { type InputError, inputErrorsOf } from '../../errors.ts'
import { Scope } from '../../evaluation/scope.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { bindParams } from '../check/bind.ts'
import { numbersAsText } from '../check/numbers-as-text.ts'
import { paramErrors } from '../check/param-errors.ts'
import { isExpression, writtenParams } from '../check/written-params.ts'
import { isConstant } from '../steps/is-constant.ts'

/** What a task type finds wrong with the params of a task that are the same on every host. */
export function wrongConstants(step: TaskStep, type: TaskType): readonly InputError[] {
  try {
    return errorsIn(step, type)
  } catch (error) {
    return inputErrorsOf(error)
  }
}

function errorsIn({ type: name, params, place }: TaskStep, type: TaskType): readonly InputError[] {
  const written = writtenParams(name, type, params)
  const scope = Scope.of([])
  const constants = [...written].filter(
    ([param, { value }]) => !isExpression(type, param) && isConstant(value),
  )
  if (constants.length === written.size) {
    bindParams(name, type, params, scope)
    return []
  }
  const isAnsible = 'dialect' in params && params.dialect === 'ansible'
  // A rule over several params cannot be checked without the others.
  return constants.flatMap(([param, { value }]) => {
    const values = { [param]: scope.render(value) }
    const issues = issuesOf(type, param, values[param])
    const converted = isAnsible ? numbersAsText(values, issues) : values
    const left = converted === values ? issues : issuesOf(type, param, converted[param])
    return left.flatMap(issue => paramErrors({ name, type, values, written, place, isAnsible }, issue))
  })
}

function issuesOf(type: TaskType, param: string, value: unknown): z.core.$ZodIssue[] {
  const parsed = (type.params.shape[param] as z.ZodType | undefined)?.safeParse(value)
  return (parsed?.error?.issues ?? []).map(issue => ({ ...issue, path: [param, ...issue.path] }))
}
