import { existsSync } from 'node:fs'
import { mustBeFlag } from '../../base/flag.ts'
import type { Source } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { ParamsOfInclude } from '../../playbook/keywords/inherit.ts'
import type { RoleRef } from '../../playbook/read-role-task.ts'
import type { IncludeStep, Play, Step } from '../../playbook/steps.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import type { RunContext } from '../state/context.ts'
import { handDown, pathOf } from './include-path.ts'
import { isConstant } from './is-constant.ts'

/** What an include means on a host: a file, absolute, or a role. */
export type Included = { readonly file: string } | { readonly role: RoleRef }

/** Renders what an include means. Throws InputError, or UnknownValueError if it is not known yet. */
export function includedBy(step: IncludeStep, scope: Pick<Scope, 'render'>): Included {
  const render = (source: Source): unknown => {
    const value = scope.render(source)
    if (value instanceof Unknown) throw new UnknownValueError(value)
    return value
  }
  const name = String(render(step.file))
  if (!step.ofRole) return { file: pathOf(step, name) }
  const { from, flags } = step.ofRole
  const flag = (key: string, otherwise: boolean): boolean => {
    const source = flags.get(key)
    return source ? mustBeFlag(key, render(source), source.place) : otherwise
  }
  const files = Object.fromEntries([...from].map(([folder, source]) => [folder, String(render(source))]))
  const [isPublic, allowsDuplicates] = [flag('public', false), flag('allow_duplicates', true)]
  return { role: { name, files, isPublic, allowsDuplicates } }
}

/** Reads the steps of what an include means. Throws InputError or InputErrors. */
export function loadIncluded(
  run: RunContext,
  play: Play,
  step: IncludeStep,
  included: Included,
  params?: ParamsOfInclude,
): readonly Step[] {
  const inherited = handDown(step, params)
  if ('role' in included) return run.loadRole(step, included.role, inherited, play)
  return run.loadTasks(included.file, inherited, play)
}

/** The same for what an include means wherever it is. */
export function keyOf(included: Included): string {
  return 'file' in included ? included.file : JSON.stringify(included.role)
}

/** What an include means if nothing in that is templated; undefined if it is, or there is no such file. */
export function staticallyIncluded(step: IncludeStep): Included | undefined {
  const { file, ofRole } = step
  const named = [file, ...(ofRole?.from.values() ?? []), ...(ofRole?.flags.values() ?? [])]
  if (!named.every(isConstant)) return undefined
  const included = includedBy(step, {
    render: source => (source.kind === 'scalar' ? source.value : undefined),
  })
  return 'role' in included || existsSync(included.file) ? included : undefined
}
