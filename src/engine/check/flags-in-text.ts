import type { TaskType } from '../../authoring/define.ts'

/**
 * Converts strings such as `yes` and `no` in params to booleans, for task types for which Ansible does the same:
 * `set_fact`.
 */
export function withFlags(
  { params }: Pick<TaskType, 'params'>,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (params.meta()?.hasFlagsInText !== true) return values
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, flagIn(value) ?? value]))
}

function flagIn(value: unknown): boolean | undefined {
  if (typeof value !== 'string') return undefined
  if (/^(?:true|yes)$/i.test(value)) return true
  return /^(?:false|no)$/i.test(value) ? false : undefined
}
