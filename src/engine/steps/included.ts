import { existsSync } from 'node:fs'
import { mustBeFlag } from '../../base/flag.ts'
import type { Source } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { Inherited } from '../../playbook/keywords/inherit.ts'
import type { RoleRef } from '../../playbook/read-role-task.ts'
import type { ParamsOfInclude } from '../../playbook/roles/loop-params.ts'
import { taskFile, taskFileOfInclude } from '../../playbook/roles/task-file.ts'
import type { IncludeStep, Play, Step } from '../../playbook/steps.ts'
import { known } from '../../values/unknown.ts'
import type { RunContext } from '../state/context.ts'
import { isConstant } from './is-constant.ts'

/** What an include refers to on a host: an absolute file, a role, or a task of a type (for `action`). */
export type IncludeTarget =
  | { readonly file: string }
  | { readonly role: RoleRef }
  | { readonly taskType: string }

/** Renders what an include refers to. Throws InputError, or UnknownValueError if that is not known yet. */
export function includedBy(step: IncludeStep, scope: Pick<Scope, 'render'>): IncludeTarget {
  const render = (source: Source): unknown => known<unknown>(scope.render(source))
  const name = String(render(step.file))
  if (step.ofAction) return { taskType: name.trim() }
  if (!step.ofRole) {
    const find = step.file.kind === 'scalar' && step.file.dialect === 'ansible' ? taskFileOfInclude : taskFile
    return { file: find(name, step.place, step.playbookDir, step.role) }
  }
  const { from, flags } = step.ofRole
  const flag = (key: string, otherwise: boolean): boolean => {
    const source = flags.get(key)
    return source ? mustBeFlag(key, render(source), source.place) : otherwise
  }
  const files = Object.fromEntries([...from].map(([folder, source]) => [folder, String(render(source))]))
  const [isPublic, allowsDuplicates] = [flag('public', false), flag('allow_duplicates', true)]
  const isUnchecked = !flag('rolespec_validate', true)
  return { role: { name, files, isPublic, allowsDuplicates, isUnchecked } }
}

/** Reads the steps of the included file, role or task. Throws InputError or InputErrors. */
export function loadIncluded(
  run: RunContext,
  play: Play,
  step: IncludeStep,
  included: IncludeTarget,
  params?: ParamsOfInclude,
): readonly Step[] {
  const inherited = handDown(step, params)
  if ('taskType' in included) return step.ofAction?.readAs(included.taskType, inherited) ?? []
  if ('role' in included) return run.loadRole(step, included.role, inherited, play)
  return run.loadTasks(included.file, inherited, play)
}

/** Returns what the tasks of an include inherit from it. */
function handDown({ inner, inclusions }: IncludeStep, params: ParamsOfInclude = new Map()): Inherited {
  return {
    ...inner,
    includeParams: [...(inner.includeParams ?? []), ...(params.size > 0 ? [params] : [])],
    inclusions: (inclusions ?? 0) + 1,
  }
}

/** Returns a key that is equal for includes of the same file, role or task. */
export function keyOf(included: IncludeTarget): string {
  return 'file' in included ? included.file : JSON.stringify(included)
}

/**
 * Returns what an include refers to if it contains no template; undefined if it does, or if the file does not exist.
 */
export function staticallyIncluded(step: IncludeStep): IncludeTarget | undefined {
  const { file, ofRole } = step
  const named = [file, ...(ofRole?.from.values() ?? []), ...(ofRole?.flags.values() ?? [])]
  if (!named.every(isConstant)) return undefined
  const included = includedBy(step, {
    render: source => (source.kind === 'scalar' ? source.value : undefined),
  })
  return !('file' in included) || existsSync(included.file) ? included : undefined
}
