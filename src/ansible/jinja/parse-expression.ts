import type { BinaryOperator, CompareOperator, Expression } from './ast.ts'
import { SyntaxFault } from './error.ts'
import { TermParser } from './parse-term.ts'

const COMPARE_OPERATORS: readonly string[] = ['==', '!=', '<', '<=', '>', '>=']

/**
 * Parses expressions, starting with the operators of lowest precedence. The grammar is that of jinja2/parser.py
 * (3.1). Throws SyntaxFault.
 */
export class ExpressionParser extends TermParser {
  protected expression(hasConditional = true): Expression {
    return hasConditional ? this.conditional() : this.or()
  }

  protected conditional(): Expression {
    let then = this.or()
    while (this.skipName('if')) {
      const test = this.or()
      const otherwise = this.skipName('else') ? this.conditional() : undefined
      then = { type: 'conditional', test, then, ...(otherwise ? { otherwise } : {}), at: then.at }
    }
    return then
  }

  protected or(): Expression {
    let left = this.and()
    while (this.skipName('or')) left = binary('or', left, this.and())
    return left
  }

  protected and(): Expression {
    let left = this.not()
    while (this.skipName('and')) left = binary('and', left, this.not())
    return left
  }

  protected not(): Expression {
    const { at } = this.current
    return this.skipName('not') ? { type: 'not', operand: this.not(), at } : this.compare()
  }

  protected compare(): Expression {
    const first = this.sum()
    const rest: { operator: CompareOperator; operand: Expression }[] = []
    for (let operator = this.compareOperator(); operator; operator = this.compareOperator()) {
      rest.push({ operator, operand: this.sum() })
    }
    return rest.length === 0 ? first : { type: 'compare', first, rest, at: first.at }
  }

  protected compareOperator(): CompareOperator | undefined {
    const { type, value } = this.current
    if (type === 'operator' && COMPARE_OPERATORS.includes(value)) return this.next().value as CompareOperator
    if (this.skipName('in')) return 'in'
    if (!this.isName('not') || this.peek().type !== 'name' || this.peek().value !== 'in') return undefined
    this.skipTwo()
    return 'not in'
  }

  protected sum(): Expression {
    let left = this.concat()
    while (this.is('+', '-')) left = binary(this.next().value as BinaryOperator, left, this.concat())
    return left
  }

  protected concat(): Expression {
    const items = [this.product()]
    const [first] = items as [Expression]
    while (this.skip('~')) items.push(this.product())
    return items.length === 1 ? first : { type: 'concat', items, at: first.at }
  }

  protected product(): Expression {
    let left = this.power()
    while (this.is('*', '/', '//', '%'))
      left = binary(this.next().value as BinaryOperator, left, this.power())
    return left
  }

  /** `**` associates from left to right, as in Jinja and unlike in Python. */
  protected power(): Expression {
    let left = this.unary(true)
    while (this.is('**')) left = binary(this.next().value as BinaryOperator, left, this.unary(true))
    return left
  }

  protected unary(hasFilters: boolean): Expression {
    const { at } = this.current
    let node: Expression
    if (this.skip('-')) node = { type: 'negative', operand: this.unary(false), at }
    else if (this.skip('+')) node = { type: 'positive', operand: this.unary(false), at }
    else node = this.primary()
    node = this.postfix(node)
    return hasFilters ? this.filtersAndTests(node) : node
  }

  protected tuple({
    isSimple = false,
    hasConditional = true,
    isInBrackets = false,
    ends = [] as readonly string[],
  } = {}): Expression {
    const { at } = this.current
    const items: Expression[] = []
    let isTuple = false
    while (true) {
      if (items.length > 0) this.expect(',')
      if (this.isTupleEnd(ends)) break
      items.push(isSimple ? this.primary() : this.expression(hasConditional))
      if (!this.is(',')) break
      isTuple = true
    }
    const [only] = items
    if (!isTuple && only) return only
    if (!isTuple && !isInBrackets) throw new SyntaxFault('expected an expression', at)
    return { type: 'tuple', items, at }
  }

  protected isTupleEnd(ends: readonly string[]): boolean {
    const { type } = this.current
    return (
      type === 'variable end' || type === 'block end' || this.is(')') || ends.some(end => this.isName(end))
    )
  }
}

function binary(operator: BinaryOperator, left: Expression, right: Expression): Expression {
  return { type: 'binary', operator, left, right, at: left.at }
}
