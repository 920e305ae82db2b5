import type { z } from 'zod'
import { replacedAt } from './replaced-at.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * The params with numbers and booleans as text where a schema expected text, as Ansible's modules take them. Gives the same object
 * if there is nothing to convert. `issues` are what the schema found wrong with the params.
 */
export function numbersAsText(values: Values, issues: readonly z.core.$ZodIssue[]): Values {
  return issues
    .flatMap(issue => textPaths(issue))
    .reduce<Values>((converted, path) => replacedAt(converted, path, asText) as Values, values)
}

/** Where text was expected; in a union, also if only some of its branches expected it. */
function textPaths(issue: z.core.$ZodIssue): readonly (readonly PropertyKey[])[] {
  if (issue.code === 'invalid_type' && issue.expected === 'string') return [issue.path]
  if (issue.code !== 'invalid_union') return []
  const inner = issue.errors.flat().flatMap(textPaths)
  return inner.map(path => [...issue.path, ...path])
}

function asText(value: unknown): unknown {
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'boolean') return value
  return value ? 'True' : 'False'
}
