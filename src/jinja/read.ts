import type {
  CompareOperator,
  Expression,
  ExpressionOf,
  Arguments as GivenArguments,
} from '../ansible/jinja/ast.ts'
import { SyntaxFault } from '../ansible/jinja/error.ts'
import { tokenizeExpression } from '../ansible/jinja/lexer.ts'
import { ExpressionParser } from '../ansible/jinja/parse-expression.ts'
import { unexpected } from '../ansible/jinja/token-reader.ts'
import { amount } from '../ansible/jinja/values.ts'
import type { KnownType } from './types.ts'

/** An expression of Jinja, as far as what it means can be said in other words. */
export type Jinja = Typed &
  (
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'constant'; readonly value: string | number | boolean | null }
    | { readonly kind: 'list'; readonly items: readonly Jinja[] }
    | { readonly kind: 'map'; readonly entries: readonly (readonly [Jinja, Jinja])[] }
    | { readonly kind: 'item'; readonly of: Jinja; readonly key: Jinja }
    /** `of[from:to:step]`; what is left out is undefined. */
    | { readonly kind: 'slice'; readonly of: Jinja; readonly bounds: readonly (Jinja | undefined)[] }
    | { readonly kind: 'call'; readonly of: Jinja; readonly args: Arguments }
    | { readonly kind: 'filter'; readonly of: Jinja; readonly name: string; readonly args: Arguments }
    | {
        readonly kind: 'test'
        readonly of: Jinja
        readonly name: string
        readonly args: Arguments
        readonly isNot: boolean
      }
    | { readonly kind: 'not' | 'minus'; readonly of: Jinja }
    | { readonly kind: 'binary'; readonly sign: string; readonly left: Jinja; readonly right: Jinja }
    | { readonly kind: 'if'; readonly test: Jinja; readonly yes: Jinja; readonly no: Jinja | undefined }
  )

interface Typed {
  /** What its values are, if something else than the expression says so. */
  readonly type?: KnownType
}

export interface Arguments {
  readonly values: readonly Jinja[]
  readonly named: ReadonlyMap<string, Jinja>
}

/** Reads an expression of Jinja; undefined if the text is none. */
export function readJinja(text: string): Jinja | undefined {
  try {
    return jinjaOf(new SingleExpressionParser(tokenizeExpression(withPlainBackslashes(text))).whole())
  } catch (error) {
    if (error instanceof SyntaxFault || error instanceof NoWords) return undefined
    throw error
  }
}

/** Ansible hands `\1` and `\b` to regular expressions as they are: only the escapes that people write for a character are read. */
function withPlainBackslashes(text: string): string {
  return text.replace(ESCAPE_OR_BACKSLASH, found => (found === '\\' ? '\\\\' : found))
}

const ESCAPE_OR_BACKSLASH = /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|[ntr\\'"\n])|\\/g

class SingleExpressionParser extends ExpressionParser {
  whole(): Expression {
    const expression = this.expression()
    if (this.current.type !== 'end') throw unexpected(this.current, 'the end of the expression')
    return expression
  }

  /** One `=` is none of Jinja's, and what people write for two. */
  protected override compareOperator(): CompareOperator | undefined {
    return this.skip('=') ? '==' : super.compareOperator()
  }
}

/** Thrown for what can be said only in Jinja. */
class NoWords extends Error {}

function jinjaOf(expression: Expression): Jinja {
  switch (expression.type) {
    case 'literal':
      return { kind: 'constant', value: constantOf(expression.value) }
    case 'name':
      return nameOf(expression.name)
    case 'list':
    case 'tuple':
      return { kind: 'list', items: expression.items.map(jinjaOf) }
    case 'concat':
      return expression.items.map(jinjaOf).reduce((left, right) => binary('~', left, right))
    case 'dict':
      return {
        kind: 'map',
        entries: expression.pairs.map(([key, value]) => [jinjaOf(key), jinjaOf(value)]),
      }
    case 'not':
      return negationOf(expression.operand, expression.at)
    case 'negative':
      return { kind: 'minus', of: jinjaOf(expression.operand) }
    case 'positive':
      return jinjaOf(expression.operand)
    case 'binary':
      return binary(expression.operator, jinjaOf(expression.left), jinjaOf(expression.right))
    case 'compare':
      return comparisonsOf(expression)
    case 'conditional': {
      const { test, then, otherwise } = expression
      return { kind: 'if', test: jinjaOf(test), yes: jinjaOf(then), no: otherwise && jinjaOf(otherwise) }
    }
    case 'attribute': {
      const key: Jinja = { kind: 'constant', value: expression.name }
      return { kind: 'item', of: jinjaOf(expression.target), key }
    }
    case 'item':
      return itemOf(expression)
    case 'call':
      return { kind: 'call', of: jinjaOf(expression.target), args: argumentsOf(expression.arguments) }
    case 'filter':
      return filterOf(expression)
    case 'test':
      return testOf(expression, false)
    case 'slice':
      throw new NoWords()
  }
}

/** `null` is YAML's, and what people write for `none`. A keyword as a name is a mistake, although Jinja reads it. */
function nameOf(name: string): Jinja {
  if (KEYWORDS.has(name)) throw new NoWords()
  return name === 'null' ? { kind: 'constant', value: null } : { kind: 'name', name }
}

const KEYWORDS: ReadonlySet<string> = new Set(['and', 'or', 'not', 'in', 'is', 'if', 'else'])

/** `x is not y` begins where its test does, `not x is y` before it. */
function negationOf(operand: Expression, at: number): Jinja {
  if (operand.type === 'test' && operand.at === at) return testOf(operand, true)
  return { kind: 'not', of: jinjaOf(operand) }
}

/** `1 < x < 5` is both comparisons. */
function comparisonsOf({ first, rest }: ExpressionOf<'compare'>): Jinja {
  let left = jinjaOf(first)
  const all = rest.map(({ operator, operand }) => {
    const right = jinjaOf(operand)
    const one = binary(operator, left, right)
    left = right
    return one
  })
  return all.reduce((whole, one) => binary('and', whole, one))
}

function itemOf({ target, key }: ExpressionOf<'item'>): Jinja {
  const of = jinjaOf(target)
  // `x[1, 2]`
  if (key.type === 'tuple') throw new NoWords()
  if (key.type !== 'slice') return { kind: 'item', of, key: jinjaOf(key) }
  const bounds = [key.start, key.stop, key.step].map(bound => bound && jinjaOf(bound))
  return { kind: 'slice', of, bounds }
}

function filterOf({ target, name, arguments: given }: ExpressionOf<'filter'>): Jinja {
  if (!target) throw new NoWords()
  return { kind: 'filter', of: jinjaOf(target), name: plainName(name), args: argumentsOf(given) }
}

function testOf({ target, name, arguments: given }: ExpressionOf<'test'>, isNot: boolean): Jinja {
  return { kind: 'test', of: jinjaOf(target), name: plainName(name), args: argumentsOf(given), isNot }
}

function argumentsOf({ positional, named, spread, spreadNamed }: GivenArguments): Arguments {
  if (spread || spreadNamed) throw new NoWords()
  return {
    values: positional.map(jinjaOf),
    named: new Map(named.map(([name, value]) => [name, jinjaOf(value)])),
  }
}

function binary(sign: string, left: Jinja, right: Jinja): Jinja {
  return { kind: 'binary', sign, left, right }
}

function constantOf(value: unknown): string | number | boolean | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  const number = amount(value)
  if (number === undefined) throw new NoWords()
  return number
}

/** Without the collection of Ansible's own. */
function plainName(name: string): string {
  return name.replace(/^ansible\.builtin\./, '')
}
