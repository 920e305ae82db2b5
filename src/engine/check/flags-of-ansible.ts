import type { z } from 'zod'
import { parseAnsibleFlag, parseFlag } from '../../base/flag.ts'
import { innermostIssues } from './innermost-issues.ts'
import { replacedAt } from './replaced-at.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * The params with true and false in place of `y`, 1 and the like where a schema, or a branch of a union in it, expected a flag, as
 * Ansible's modules take them. Gives the same object if there is nothing to convert. `issues` are what the schema found wrong with
 * the params.
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

/** Whether the words that were expected are those of a flag, all of which stand for true or false. */
function isOfFlag({ values }: z.core.$ZodIssueInvalidValue): boolean {
  return values.length > 2 && values.every(word => parseFlag(word) !== undefined)
}
