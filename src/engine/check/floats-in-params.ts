import type { z } from 'zod'
import { Float } from '../../base/float.ts'
import { innermostIssues } from './innermost-issues.ts'
import { replacedAt } from './replaced-at.ts'

type Values = Readonly<Record<string, unknown>>
type Issue = z.core.$ZodIssue

/**
 * The params with each float that a schema refused as it takes it: as the text `1.0` if it, or a branch of a union in it, expected
 * text, and otherwise as a number. A schema that takes text alone refuses numbers unless `takesNumbers` is true. Gives the same
 * object if there is nothing to convert. `issues` are what the schema found wrong with the params.
 */
export function withFloatsTaken(values: Values, issues: readonly Issue[], takesNumbers: boolean): Values {
  const all = innermostIssues(issues)
  return all.reduce<Values>((converted, { path }) => {
    const ofPath = all.filter(issue => issue.path.join('\0') === path.join('\0'))
    return replacedAt(converted, path, value =>
      value instanceof Float ? taken(value, ofPath, takesNumbers) : value,
    ) as Values
  }, values)
}

function taken(value: Float, issues: readonly Issue[], takesNumbers: boolean): string | number {
  const text = String(value)
  if (issues.some(issue => issue.code === 'invalid_value' && issue.values.includes(text))) return text
  const expected = issues.map(issue => (issue.code === 'invalid_type' ? issue.expected : undefined))
  const isText = expected.includes('string') && (takesNumbers || expected.includes('number'))
  return isText ? text : value.value
}
