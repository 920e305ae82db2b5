import { z } from 'zod'
import type { TaskType } from '../../authoring/define.ts'
import { paramErrors } from '../../authoring/param-errors.ts'
import { type InputError, isOfAnsible } from '../../errors.ts'
import { Scope } from '../../evaluation/scope.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { attempt, type Problems } from '../../yaml/problems.ts'
import { bindParams } from '../check/bind.ts'
import { parseParams } from '../check/parse-params.ts'
import { isExpression, writtenParams } from '../check/written-params.ts'
import { isConstant } from '../steps/is-constant.ts'

/** Returns the errors in those params of a task that are the same on every host. */
export function wrongConstants(step: TaskStep, type: TaskType): readonly InputError[] {
  const problems: Problems = []
  const found = attempt(problems, () => errorsIn(step, type)) ?? []
  return [...problems, ...found]
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
  const isAnsible = isOfAnsible(params)
  // A rule over several params cannot be checked without the others.
  return constants.flatMap(([param, { value }]) => {
    const schema = type.params.shape[param]
    if (!schema) return []
    const values = { [param]: scope.render(value) }
    const issues = parseParams(z.object({ [param]: schema }), values, isAnsible).error?.issues ?? []
    return issues.flatMap(issue => paramErrors({ name, type, values, written, place }, issue))
  })
}
