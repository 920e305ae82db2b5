import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/**
 * Returns the issues of a schema. The issue of a union is replaced by those of its branches, in their order, each
 * with its whole path.
 */
export function innermostIssues(issues: readonly Issue[]): Issue[] {
  return issues.flatMap(issue =>
    issue.code === 'invalid_union'
      ? innermostIssues(issue.errors.flat()).map(inner => ({
          ...inner,
          path: [...issue.path, ...inner.path],
        }))
      : [issue],
  )
}
