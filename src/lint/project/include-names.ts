import type { Source } from '../../errors.ts'
import { readTextParams } from '../../playbook/ansible-forms/text-params.ts'
import { attempt } from '../../yaml/problems.ts'
import { keyword, type LintStep } from './lint-step.ts'
import { constantText } from './written.ts'

/** The keys of a step that bring in a task file. */
export const FILE_INCLUDES: readonly string[] = ['import_tasks', 'include_tasks']

/** The keys of a step that bring in a role. */
export const ROLE_INCLUDES: readonly string[] = ['import_role', 'include_role']

/**
 * Returns the value of a key that brings in a file or role: a map or a string; undefined if it is missing or invalid.
 */
export function includeParams(step: LintStep, key: string): Source | undefined {
  const written = keyword(step, key)
  // An invalid value is reported by the syntax check.
  return written && attempt([], () => readTextParams(key, written))
}

/**
 * Returns the value if it is a string, or that of the first of the keys which a map has; undefined if only a run
 * determines it.
 */
export function nameOf(source: Source | undefined, ...keys: readonly string[]): string | undefined {
  if (source?.kind !== 'map') return constantText(source)
  return constantText(keys.map(key => source.entries.get(key)?.value).find(Boolean))
}
