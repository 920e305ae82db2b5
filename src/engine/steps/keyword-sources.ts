import type { Source } from '../../errors.ts'
import type { ConditionSource } from '../../playbook/keywords/values.ts'
import type { TaskStep } from '../../playbook/steps.ts'

/** Returns the sources that a task's keywords render, without `when`, loop and params. */
export function sourcesOf(step: TaskStep): Source[] {
  const single = [
    step.name,
    step.retries,
    step.delay,
    step.delegateTo,
    step.delegateFacts,
    step.become,
    step.becomeUser,
    step.noLog,
    step.ignoreErrors,
  ]
  const conditions = [...(step.changedWhen ?? []), ...(step.failedWhen ?? []), ...(step.until ?? [])]
  return [...single, ...step.environment, ...conditions.map(asExpression)].filter(
    source => source !== undefined,
  )
}

/** Returns the sources of all keywords of a task, except params and loop. */
export function keywordsOf({ params: _params, loop: _loop, ...keywords }: TaskStep): Source[] {
  return Object.values(keywords)
    .flat()
    .filter(value => typeof value === 'object' && 'kind' in value && 'place' in value)
}

/** Returns a condition as a source, so that its variables can be found. */
export function asExpression(condition: ConditionSource): Source {
  const known: Source = asSources.get(condition) ?? { ...condition, tag: '!expr' }
  asSources.set(condition, known)
  return known
}

const asSources = new WeakMap<ConditionSource, Source>()
