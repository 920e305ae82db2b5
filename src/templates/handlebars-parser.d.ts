// The package has types only for its main entry, which also loads a code generator that is not needed here.
declare module 'handlebars/dist/cjs/handlebars/compiler/base.js' {
  export function parse(input: string): unknown
  /** The generated parser. Its lexer keeps the position it reached, which errors contain only in their message. */
  export const parser: { readonly lexer: { readonly matched: string; readonly match: string } }
}
