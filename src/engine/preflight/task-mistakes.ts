import type { TaskType } from '../../authoring/define.ts'
import type { InputError } from '../../errors.ts'
import { compileCondition } from '../../evaluation/language.ts'
import { namesIn } from '../../evaluation/referenced-names.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { attempt, type Problems } from '../../yaml/problems.ts'
import { misnamedParams } from '../check/bind.ts'
import { paramSources } from '../check/written-params.ts'
import { keywordsOf } from '../steps/keyword-sources.ts'

/** What is wrong with a task wherever it is reached: what does not compile, a module that Drover does not have, params that its task type has not. */
export function mistakesIn(step: TaskStep, type: TaskType): InputError[] {
  const conditions = [step.when, step.changedWhen, step.failedWhen, step.until].flatMap(each => each ?? [])
  const sources = [...keywordsOf(step), ...(step.loop ? [step.loop] : []), ...paramSources(type, step.params)]
  const problems: Problems = []
  for (const source of sources) attempt(problems, () => namesIn(source))
  // A condition is no template: in Ansible's dialect, a backslash in its texts means something else.
  for (const condition of conditions) attempt(problems, () => compileCondition(condition))
  if (step.unsupported) problems.push(step.unsupported)
  return [...problems, ...misnamedParams(step.type, type, step.params)]
}
