/** The arguments of a query: by position, or by name. */
export type QueryArguments = readonly unknown[] | Readonly<Record<string, unknown>> | undefined

/**
 * Replaces `%s` and `%(name)s` in a query by its arguments, as Python's drivers do; `%%` becomes `%`. Without
 * arguments, the query is unchanged. `literal` formats a value. Throws SyntaxError if an argument is missing or
 * superfluous.
 */
export function bindArguments(
  query: string,
  given: QueryArguments,
  literal: (value: unknown) => string,
): string {
  if (given === undefined) return query
  const isList = (values: typeof given): values is readonly unknown[] => Array.isArray(values)
  let next = 0
  const bound = query.replace(/%(?:\((.*?)\))?(.?)/gs, (found, name: string | undefined, kind: string) => {
    if (kind === '%' && name === undefined) return '%'
    if (kind !== 's')
      throw new SyntaxError(
        `\`${found}\` in the query is not a placeholder: expected \`%s\`, \`%(name)s\` or \`%%\``,
      )
    if (isList(given)) {
      if (name !== undefined || next >= given.length)
        throw new SyntaxError(`there is no value for \`${found}\``)
      next += 1
      return literal(given[next - 1])
    }
    if (name === undefined || !Object.hasOwn(given, name))
      throw new SyntaxError(`there is no value for \`${found}\``)
    return literal(given[name])
  })
  if (isList(given) && next < given.length)
    throw new SyntaxError(`the query has ${next} placeholders for ${given.length} values`)
  return bound
}
