import type { TaskType } from '../../authoring/define.ts'
import { InputError } from '../../errors.ts'
import { compileCondition } from '../../evaluation/language.ts'
import { namesIn } from '../../evaluation/referenced-names.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { misnamedParams } from '../check/bind.ts'
import { paramSources } from '../check/written-params.ts'
import { keywordsOf } from '../steps/keyword-sources.ts'

/** What is wrong with a task wherever it is reached: what does not compile, a module that Drover does not have, params that its task type has not. */
export function mistakesIn(step: TaskStep, type: TaskType): InputError[] {
  const conditions = [step.when, step.changedWhen, step.failedWhen, step.until].flatMap(each => each ?? [])
  const sources = [...keywordsOf(step), ...(step.loop ? [step.loop] : []), ...paramSources(type, step.params)]
  const broken = [
    ...sources.flatMap(source => mistakeOf(() => namesIn(source))),
    // A condition is no template: in Ansible's dialect, a backslash in its texts means something else.
    ...conditions.flatMap(condition => mistakeOf(() => compileCondition(condition))),
  ]
  const unsupported = step.unsupported ? [step.unsupported] : []
  return [...broken, ...unsupported, ...misnamedParams(step.type, type, step.params)]
}

function mistakeOf(compile: () => unknown): InputError[] {
  try {
    compile()
    return []
  } catch (error) {
    if (error instanceof InputError) return [error]
    throw error
  }
}
