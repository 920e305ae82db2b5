import type { Source } from '../../errors.ts'
import { readTextParams } from '../../playbook/ansible-forms/text-params.ts'
import { attempt } from '../../yaml/problems.ts'
import { keyword, type LintStep } from './lint-step.ts'
import { constantText } from './written.ts'

/** The keys of a step that bring in a file of tasks. */
export const FILE_INCLUDES: readonly string[] = ['import_tasks', 'include_tasks']

/** The keys of a step that bring in a role. */
export const ROLE_INCLUDES: readonly string[] = ['import_role', 'include_role']

/** What stands under a key that brings in files or roles: a map, or a text; undefined if there is nothing that can be read. */
export function includeParams(step: LintStep, key: string): Source | undefined {
  const written = keyword(step, key)
  // What the reader refuses is reported by the syntax check.
  return written && attempt([], () => readTextParams(key, written))
}

/** The name that a text is, or that a map has under the first of some keys; undefined if only a run knows it. */
export function nameOf(source: Source | undefined, ...keys: readonly string[]): string | undefined {
  if (source?.kind !== 'map') return constantText(source)
  return constantText(keys.map(key => source.entries.get(key)?.value).find(Boolean))
}
