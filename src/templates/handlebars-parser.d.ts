// The package types its main entry alone, and that loads a code generator which is not needed here.
declare module 'handlebars/dist/cjs/handlebars/compiler/base.js' {
  export function parse(input: string): unknown
  /** The generated parser; its lexer keeps how far it got, which an error says only in prose. */
  export const parser: { readonly lexer: { readonly matched: string; readonly match: string } }
}
