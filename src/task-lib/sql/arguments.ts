/** Values that a query is given: by position, or by name. */
export type QueryArguments = readonly unknown[] | Readonly<Record<string, unknown>> | undefined

/**
 * A query with its values in place of `%s` and `%(name)s`, as Python's drivers put them; `%%` is `%`. Without values, the query is as it
 * is. `literal` writes a value. Throws SyntaxError if a value is missing or left over.
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
