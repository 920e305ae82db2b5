import type { z } from 'zod'
import { parseAnsibleFlag, parseFlag } from '../../base/flag.ts'
import { innermostIssues } from './innermost-issues.ts'
import { replacedAt } from './replaced-at.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * Converts values such as `y` and 1 to booleans if the schema, or a branch of a union in it, expected a flag, as
 * Ansible's modules do. Returns the same object if there is nothing to convert. `issues` are the errors that the
 * schema reported for the params.
 */
export function flagsOfAnsible(values: Values, issues: readonly z.core.$ZodIssue[]): Values {
  return innermostIssues(issues)
    .filter(issue => issue.code === 'invalid_value' && isOfFlag(issue))
    .reduce<Values>(
      (converted, { path }) =>
        replacedAt(converted, path, value => parseAnsibleFlag(value) ?? value) as Values,
      values,
    )
}

/** Whether the expected words are those of a flag: all of them mean true or false. */
function isOfFlag({ values }: z.core.$ZodIssueInvalidValue): boolean {
  return values.length > 2 && values.every(word => parseFlag(word) !== undefined)
}
