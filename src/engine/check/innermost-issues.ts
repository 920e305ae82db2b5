import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/** What a schema found wrong, for a union what each of its branches did, in the order of these; each with its whole path. */
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
