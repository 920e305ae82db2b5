import { InputError, type Source } from '../../errors.ts'
import type { Entry, Scope } from '../../evaluation/scope.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { PendingValueError } from '../../values/deferred.ts'
import { isSilent } from '../check/conditions.ts'
import { registeredValue } from '../check/result.ts'
import type { Result } from '../state/result.ts'
import { ownName, reasonOf } from '../steps/task-name.ts'

/**
 * Returns the variables that describe the failed task to a `rescue`: `ansible_failed_task` and
 * `ansible_failed_result`, as in Ansible.
 */
export function failedTask(step: TaskStep, scope: Scope, result: Result): Map<string, Entry> {
  const task = {
    name: step.name ? ownName(step, scope) : '',
    action: step.type,
    args: isSilent(step, scope) ? {} : argsOf(step, scope),
    tags: step.tags,
  }
  return new Map<string, Entry>([
    ['ansible_failed_task', { value: task }],
    ['ansible_failed_result', { value: registeredValue(result, reasonOf(step, scope)) }],
  ])
}

/**
 * Returns the rendered params outside of a loop, without those that are `omit`. A plain text, or `cmd`, is also
 * included as `_raw_params`, Ansible's name for it.
 */
function argsOf({ params }: TaskStep, scope: Scope): Record<string, unknown> {
  if (params.kind === 'list') return {}
  if (params.kind === 'scalar') return params.value === null ? {} : { _raw_params: renderedOr(params, scope) }
  const args = Object.fromEntries(
    [...params.entries].flatMap(([name, { value: source }]) => {
      const value = renderedOr(source, scope)
      return value === undefined ? [] : [[name, value]]
    }),
  )
  return 'cmd' in args ? { _raw_params: args.cmd, ...args } : args
}

/**
 * Returns the value of a param, or its source text if it cannot be rendered, for example because it needs a loop item
 * or a missing fact.
 */
function renderedOr(source: Source, scope: Scope): unknown {
  try {
    return scope.renderOptional(source)
  } catch (error) {
    if (!(error instanceof InputError || error instanceof PendingValueError)) throw error
    return source.kind === 'scalar' ? source.value : null
  }
}
