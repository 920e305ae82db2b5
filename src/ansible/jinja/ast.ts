/** The position of a node: the offset of its first character in the template's text. */
interface At {
  readonly at: number
}

/** The arguments of a call, a filter or a test. */
export interface Arguments {
  readonly positional: readonly Expression[]
  readonly named: readonly (readonly [name: string, value: Expression])[]
  /** The list that is passed as `*list`. */
  readonly spread?: Expression
  /** The dict that is passed as `**dict`. */
  readonly spreadNamed?: Expression
}

/** An expression. The types have the names of Jinja2's own nodes, in lower case. */
export type Expression = At &
  (
    | { readonly type: 'literal'; readonly value: unknown }
    | { readonly type: 'name'; readonly name: string }
    | { readonly type: 'list' | 'tuple' | 'concat'; readonly items: readonly Expression[] }
    | { readonly type: 'dict'; readonly pairs: readonly (readonly [key: Expression, value: Expression])[] }
    | { readonly type: 'not' | 'negative' | 'positive'; readonly operand: Expression }
    | {
        readonly type: 'binary'
        readonly operator: BinaryOperator
        readonly left: Expression
        readonly right: Expression
      }
    | {
        readonly type: 'compare'
        readonly first: Expression
        readonly rest: readonly { readonly operator: CompareOperator; readonly operand: Expression }[]
      }
    | {
        readonly type: 'conditional'
        readonly test: Expression
        readonly then: Expression
        readonly otherwise?: Expression
      }
    | { readonly type: 'attribute'; readonly target: Expression; readonly name: string }
    | { readonly type: 'item'; readonly target: Expression; readonly key: Expression }
    | {
        readonly type: 'slice'
        readonly start?: Expression
        readonly stop?: Expression
        readonly step?: Expression
      }
    | { readonly type: 'call'; readonly target: Expression; readonly arguments: Arguments }
    /** Without a target in `{% filter %}` and `{% set %}…{% endset %}`, which filter the text of their block. */
    | {
        readonly type: 'filter'
        readonly target?: Expression
        readonly name: string
        readonly arguments: Arguments
      }
    | {
        readonly type: 'test'
        readonly target: Expression
        readonly name: string
        readonly arguments: Arguments
      }
  )

export type ExpressionOf<T extends Expression['type']> = Extract<Expression, { type: T }>

export type BinaryOperator = 'and' | 'or' | '+' | '-' | '*' | '/' | '//' | '%' | '**'
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in'

/** The target of an assignment: a name, a tuple of targets, or an attribute of a namespace. */
export type Target = At &
  (
    | { readonly type: 'name'; readonly name: string }
    | { readonly type: 'tuple'; readonly items: readonly Target[] }
    /** `{% set ns.attribute = … %}`, of a `namespace()`. */
    | { readonly type: 'namespace'; readonly name: string; readonly attribute: string }
  )

/** The params of a macro or a call block; defaults belong to the last ones. */
export interface Signature {
  readonly params: readonly string[]
  readonly defaults: readonly Expression[]
}

export type Body = readonly Statement[]

export type Statement = At &
  (
    | { readonly type: 'text'; readonly text: string }
    | { readonly type: 'output'; readonly value: Expression }
    | { readonly type: 'do'; readonly value: Expression }
    | {
        readonly type: 'for'
        readonly target: Target
        readonly iterable: Expression
        readonly filter?: Expression
        readonly isRecursive: boolean
        readonly body: Body
        readonly otherwise: Body
      }
    | { readonly type: 'break' | 'continue' }
    | {
        readonly type: 'if'
        readonly branches: readonly { readonly test: Expression; readonly body: Body }[]
        readonly otherwise: Body
      }
    | { readonly type: 'set'; readonly target: Target; readonly value: Expression }
    | {
        readonly type: 'set block'
        readonly target: Target
        readonly filter?: Expression
        readonly body: Body
      }
    | {
        readonly type: 'with'
        readonly assignments: readonly (readonly [Target, Expression])[]
        readonly body: Body
      }
    | { readonly type: 'filter block'; readonly filter: Expression; readonly body: Body }
    | { readonly type: 'macro'; readonly name: string; readonly signature: Signature; readonly body: Body }
    | {
        readonly type: 'call block'
        readonly signature: Signature
        readonly call: ExpressionOf<'call'>
        readonly body: Body
      }
    | {
        readonly type: 'block'
        readonly name: string
        readonly isScoped: boolean
        readonly isRequired: boolean
        readonly body: Body
      }
    | { readonly type: 'extends'; readonly template: Expression }
    | {
        readonly type: 'include'
        readonly template: Expression
        readonly ignoresMissing: boolean
        readonly hasContext: boolean
      }
    | {
        readonly type: 'import'
        readonly template: Expression
        readonly as: string
        readonly hasContext: boolean
      }
    | {
        readonly type: 'from import'
        readonly template: Expression
        readonly names: readonly (readonly [name: string, as: string])[]
        readonly hasContext: boolean
      }
  )

export type StatementOf<T extends Statement['type']> = Extract<Statement, { type: T }>
