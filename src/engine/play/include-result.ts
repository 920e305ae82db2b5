import type { Scope } from '../../evaluation/scope.ts'
import type { ParamsOfInclude } from '../../playbook/roles/loop-params.ts'
import type { IncludeStep } from '../../playbook/steps.ts'
import { loopResult, withItem } from '../check/loop-items.ts'
import type { Result } from '../state/result.ts'
import { asTask, typeOfInclude } from '../steps/step-as-task.ts'

/** The result of an include whose `when` is false. */
export const SKIPPED: Result = {
  status: 'skipped',
  changes: [],
  outputs: { skip_reason: 'Conditional result was False' },
}

/** Returns the result that an include registers, in Ansible's form. */
export function includeResult({ file, ofRole }: IncludeStep, scope: Scope): Result {
  const name = String(scope.render(file))
  const from = [...(ofRole?.from ?? [])].map(([folder, source]) => [
    `${folder}_from`,
    String(scope.render(source)),
  ])
  const outputs = ofRole
    ? { include_args: { name, ...Object.fromEntries(from) } }
    : { include: name, include_args: {} }
  return { status: 'ok', changes: [], outputs }
}

/** Returns the result that an include with a loop registers, from the results of its items. */
export function loopedInclude(
  step: IncludeStep,
  each: readonly { readonly params: ParamsOfInclude; readonly result: Result }[],
): Result {
  const task = { ...asTask(step, typeOfInclude(step)), loopControl: step.loopControl }
  const items = each.map(({ params, result }) => {
    const extent = params.has('ansible_loop') ? 'all items' : 'none'
    return withItem(task, { step: task, loop: valuesOf(params) }, result, extent)
  })
  return loopResult(items, '')
}

function valuesOf(params: ParamsOfInclude): Map<string, { readonly value: unknown }> {
  return new Map([...params].flatMap(([name, entry]) => ('value' in entry ? [[name, entry]] : [])))
}
