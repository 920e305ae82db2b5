import type { z } from 'zod'
import type { TaskType } from '../../authoring/define.ts'
import { ABSOLUTE } from '../../authoring/params.ts'
import { inWorkingDirectory } from '../../authoring/working-directory.ts'

/**
 * Returns the params with the working directory of a command as in Ansible: by default the directory in which the
 * session started, and for a relative path a directory below that.
 */
export function withWorkingDirectory(
  { params: { shape } }: TaskType,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const names = Object.keys(shape).filter(name => isWorkingDirectory(shape[name] as z.ZodType))
  const relative = names.filter(name => isRelative(values[name] ?? ''))
  if (relative.length === 0) return values
  const placed = relative.map(name => [name, inWorkingDirectory(String(values[name] ?? ''))])
  return { ...values, ...Object.fromEntries(placed) }
}

function isWorkingDirectory(schema: z.ZodType): boolean {
  return schema.meta()?.isWorkingDirectory === true
}

function isRelative(value: unknown): boolean {
  return typeof value === 'string' && !ABSOLUTE.test(value)
}
