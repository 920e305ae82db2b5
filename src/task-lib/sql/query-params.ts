import { z } from 'zod'
import { oneOrMore, text } from '../../authoring/params.ts'
import { TaskError } from '../../errors.ts'
import { bindArguments } from './arguments.ts'

/** Returns the schema of one or more queries. */
export function queryParam() {
  return oneOrMore(text().refine(query => query.trim() !== '' && !query.includes('\0'), 'expected a query'))
}

/** Returns the params for the arguments of queries. `lists` describes how a list among them is written. */
export function queryArgumentParams(lists: string) {
  return {
    positional_args: z
      .array(z.unknown())
      .optional()
      .describe(`Values for each \`%s\` in the query. ${lists}`)
      .meta({ examples: [[1, 'test']] }),
    named_args: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('Values for each `%(name)s` in the query.')
      .meta({ examples: [{ id: 1 }] }),
  }
}

type QueryArgumentParams = z.output<z.ZodObject<ReturnType<typeof queryArgumentParams>>>

/** Whether arguments are given in only one way: by position or by name. */
export function hasOneKindOfArguments({ positional_args, named_args }: QueryArgumentParams): boolean {
  return positional_args === undefined || named_args === undefined
}

/** The error for arguments that are given in both ways. */
export const TWO_KINDS_OF_ARGUMENTS = {
  path: ['named_args'],
  message: 'cannot be combined with `positional_args`',
}

/**
 * Returns the queries with their arguments, formatted by `literal`. Throws TaskError if an argument is missing or
 * superfluous.
 */
export function boundQueries(
  { query, positional_args, named_args }: QueryArgumentParams & { readonly query: readonly string[] },
  literal: (value: unknown) => string,
): string[] {
  try {
    return query.map(each => bindArguments(each, positional_args ?? named_args, literal))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new TaskError(error.message, { hint: 'check `positional_args` and `named_args`' })
  }
}
