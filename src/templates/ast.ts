/**
 * A position in a template. The types of this file are the parts of Handlebars' syntax tree that Drover reads. Lines
 * count from 1, columns from 0.
 */
export interface Position {
  readonly line: number
  readonly column: number
}

interface Located {
  readonly loc: { readonly start: Position; readonly end: Position }
}

export interface Program {
  readonly type: 'Program'
  readonly body: readonly Statement[]
  readonly blockParams?: readonly string[]
}

interface Content extends Located {
  readonly type: 'ContentStatement'
  readonly value: string
}

export interface Mustache extends Located {
  readonly type: 'MustacheStatement'
  readonly path: Expression
  readonly params: readonly Expression[]
  readonly hash?: Hash
}

export interface Block extends Located {
  readonly type: 'BlockStatement'
  readonly path: Expression
  readonly params: readonly Expression[]
  readonly hash?: Hash
  readonly program?: Program
  readonly inverse?: Program
}

/** A call of a partial: `{{> name context key=value}}`. */
export interface PartialCall extends Located {
  readonly type: 'PartialStatement'
  readonly name: Expression
  readonly params: readonly Expression[]
  readonly hash?: Hash
  /** The white space before it, if it is alone in its line. */
  readonly indent: string
}

interface Refused extends Located {
  readonly type: 'PartialBlockStatement' | 'Decorator' | 'DecoratorBlock'
}

interface Comment extends Located {
  readonly type: 'CommentStatement'
}

export type Statement = Content | Mustache | Block | PartialCall | Refused | Comment

export interface Path extends Located {
  readonly type: 'PathExpression'
  /** True for data variables such as `@index`. */
  readonly data: boolean
  /** The number of `../` at its beginning. */
  readonly depth: number
  readonly parts: readonly string[]
  readonly original: string
}

export interface Call extends Located {
  readonly type: 'SubExpression'
  readonly path: Expression
  readonly params: readonly Expression[]
  readonly hash?: Hash
}

export interface Literal extends Located {
  readonly type: 'StringLiteral' | 'NumberLiteral' | 'BooleanLiteral' | 'NullLiteral' | 'UndefinedLiteral'
  readonly value?: string | number | boolean
}

interface Hash extends Located {
  readonly pairs: readonly { readonly key: string; readonly value: Expression }[]
}

export type Expression = Path | Call | Literal
