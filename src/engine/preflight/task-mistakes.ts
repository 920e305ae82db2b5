import type { TaskType } from '../../authoring/define.ts'
import type { InputError } from '../../errors.ts'
import { compileCondition } from '../../evaluation/language.ts'
import { namesIn } from '../../evaluation/referenced-names.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { attempt, type Problems } from '../../yaml/problems.ts'
import { misnamedParams } from '../check/bind.ts'
import { paramSources } from '../check/written-params.ts'
import { keywordsOf } from '../steps/keyword-sources.ts'

/**
 * Returns the errors of a task that do not depend on the host or on variables: templates and conditions that do not
 * compile, a module that Drover does not support, params that the task type does not have.
 */
export function mistakesIn(step: TaskStep, type: TaskType): InputError[] {
  const conditions = [step.when, step.changedWhen, step.failedWhen, step.until].flatMap(each => each ?? [])
  const sources = [...keywordsOf(step), ...(step.loop ? [step.loop] : []), ...paramSources(type, step.params)]
  const problems: Problems = []
  for (const source of sources) attempt(problems, () => namesIn(source))
  // Conditions are compiled separately: in Ansible's dialect, a backslash in a condition's string differs from one in
  // a template's.
  for (const condition of conditions) attempt(problems, () => compileCondition(condition))
  if (step.unsupported) problems.push(step.unsupported)
  return [...problems, ...misnamedParams(step.type, type, step.params)]
}
