import type { z } from 'zod'
import { parseAnsibleFlag } from '../../base/flag.ts'
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
    .filter(issue => issue.code === 'invalid_value' && FLAG.every(word => issue.values.includes(word)))
    .reduce<Values>(
      (converted, { path }) =>
        replacedAt(converted, path, value => parseAnsibleFlag(value) ?? value) as Values,
      values,
    )
}

/** Words that the schema of a flag takes. */
const FLAG = ['yes', 'no', 'on', 'off']
