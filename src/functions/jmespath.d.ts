/** The parts of the library that Drover uses: https://jmespath.org/specification.html. */
declare module 'jmespath' {
  /** A node of a compiled query. Fields and functions have names; literals and the keys of `{key: …}` have values. */
  interface QueryNode {
    readonly type: string
    readonly name?: string
    readonly value?: unknown
    readonly children?: readonly (QueryNode | number | null)[]
  }

  const jmespath: {
    readonly tokenize: (query: string) => readonly { readonly type: string; readonly start: number }[]
    readonly compile: (query: string) => QueryNode
    readonly search: (data: unknown, query: string) => unknown
  }

  export type { QueryNode }
  export default jmespath
}
