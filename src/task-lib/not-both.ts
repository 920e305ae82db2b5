/** Returns the arguments of `refine` that forbid setting two params together; the error is at the second. */
export function notBoth<A extends string, B extends string>(first: A, second: B) {
  const isRight = (params: { readonly [P in A | B]?: unknown }): boolean =>
    params[first] === undefined || params[second] === undefined
  const error = {
    path: [second],
    message: `cannot be combined with \`${first}\``,
    params: { ansibleMessage: `parameters are mutually exclusive: ${first}|${second}` },
  }
  return [isRight, error] as const
}
