import type { z } from 'zod'
import { Float } from '../../base/float.ts'
import { innermostIssues } from './innermost-issues.ts'
import { replacedAt } from './replaced-at.ts'

type Values = Readonly<Record<string, unknown>>
type Issue = z.core.$ZodIssue

/**
 * Converts each float that the schema refused: to the text `1.0` if the schema, or a branch of a union in it,
 * expected text, and otherwise to a number. If the schema accepts only text, floats become text only if
 * `takesNumbers` is true. Returns the same object if there is nothing to convert. `issues` are the errors that the
 * schema reported for the params.
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
