import type { z } from 'zod'
import { innermostIssues } from './innermost-issues.ts'
import { replacedAt } from './replaced-at.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * Converts numbers and booleans to text if the schema, or a branch of a union in it, expected text, as Ansible's
 * modules do. Returns the same object if there is nothing to convert. `issues` are the errors that the schema
 * reported for the params.
 */
export function numbersAsText(values: Values, issues: readonly z.core.$ZodIssue[]): Values {
  return innermostIssues(issues)
    .filter(issue => issue.code === 'invalid_type' && issue.expected === 'string')
    .reduce<Values>((converted, { path }) => replacedAt(converted, path, asText) as Values, values)
}

function asText(value: unknown): unknown {
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'boolean') return value
  return value ? 'True' : 'False'
}
