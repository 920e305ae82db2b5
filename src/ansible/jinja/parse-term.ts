import { Float } from '../../base/float.ts'
import type { Arguments, Expression } from './ast.ts'
import { SyntaxFault } from './error.ts'
import { TokenReader, unexpected } from './token-reader.ts'
import { exact } from './values.ts'

const NO_ARGUMENTS: Arguments = { positional: [], named: [] }

/** Parses operands: values with the keys, calls, filters and tests that follow them. */
export abstract class TermParser extends TokenReader {
  protected abstract expression(): Expression
  protected abstract tuple(how: { isInBrackets: boolean }): Expression

  protected primary(): Expression {
    const { type, value, at } = this.next()
    if (type === 'name') return nameOrConstant(value, at)
    if (type === 'string') {
      let text = value
      while (this.current.type === 'string') text += this.next().value
      return { type: 'literal', value: text, at }
    }
    if (type === 'number') return { type: 'literal', value: numberOf(value), at }
    if (type === 'operator' && value === '(') {
      const node = this.tuple({ isInBrackets: true })
      this.expect(')')
      return node
    }
    if (type === 'operator' && value === '[') return { type: 'list', items: this.items(']'), at }
    if (type === 'operator' && value === '{') return this.dict(at)
    throw unexpected({ type, value, at })
  }

  protected items(end: string): Expression[] {
    const items: Expression[] = []
    while (!this.is(end)) {
      if (items.length > 0) this.expect(',')
      if (this.is(end)) break
      items.push(this.expression())
    }
    this.expect(end)
    return items
  }

  protected dict(at: number): Expression {
    const pairs: [Expression, Expression][] = []
    while (!this.is('}')) {
      if (pairs.length > 0) this.expect(',')
      if (this.is('}')) break
      const key = this.expression()
      this.expect(':')
      pairs.push([key, this.expression()])
    }
    this.expect('}')
    return { type: 'dict', pairs, at }
  }

  protected postfix(start: Expression): Expression {
    let node = start
    while (true) {
      if (this.is('.')) node = this.attribute(node)
      else if (this.is('[')) node = this.subscript(node)
      else if (this.is('(')) node = this.call(node)
      else return node
    }
  }

  protected filtersAndTests(start: Expression): Expression {
    let node = start
    while (true) {
      if (this.is('|')) node = this.filters(node, false) ?? node
      else if (this.isName('is')) node = this.test(node)
      else if (this.is('(')) node = this.call(node)
      else return node
    }
  }

  protected attribute(target: Expression): Expression {
    this.expect('.')
    const { type, value, at } = this.next()
    if (type === 'name') return { type: 'attribute', target, name: value, at }
    if (type !== 'number' || !/^\d+$/.test(value))
      throw new SyntaxFault('expected a name or a number after `.`', at)
    return { type: 'item', target, key: { type: 'literal', value: Number(value), at }, at }
  }

  protected subscript(target: Expression): Expression {
    const { at } = this.current
    this.expect('[')
    const keys: Expression[] = []
    while (!this.is(']')) {
      if (keys.length > 0) this.expect(',')
      keys.push(this.keyOrSlice())
    }
    this.expect(']')
    const [only] = keys
    if (!only) throw new SyntaxFault('expected a key', at)
    if (keys.length > 1 && keys.some(({ type }) => type === 'slice'))
      throw new SyntaxFault('a slice must be the only content of `[ ]`', at)
    return { type: 'item', target, key: keys.length === 1 ? only : { type: 'tuple', items: keys, at }, at }
  }

  protected keyOrSlice(): Expression {
    const { at } = this.current
    const start = this.is(':') ? undefined : this.expression()
    if (!this.skip(':')) return start ?? { type: 'slice', at }
    const bound = (): Expression | undefined => (this.is(':', ']', ',') ? undefined : this.expression())
    const stop = bound()
    const step = this.skip(':') ? bound() : undefined
    return { type: 'slice', ...(start && { start }), ...(stop && { stop }), ...(step && { step }), at }
  }

  protected call(target: Expression): Expression {
    return { type: 'call', target, arguments: this.arguments(), at: target.at }
  }

  protected arguments(): Arguments {
    const { at } = this.current
    const positional: Expression[] = []
    const named: [string, Expression][] = []
    let spread: Expression | undefined
    let spreadNamed: Expression | undefined
    this.expect('(')
    for (let isFirst = true; !this.is(')'); isFirst = false) {
      if (!isFirst) this.expect(',')
      if (this.is(')')) break
      if (this.skip('*')) spread = this.expression()
      else if (this.skip('**')) spreadNamed = this.expression()
      else if (this.current.type === 'name' && this.peek().value === '=') {
        const name = this.next().value
        this.expect('=')
        named.push([name, this.expression()])
      } else if (spread || spreadNamed || named.length > 0) {
        throw new SyntaxFault('a value without a name cannot follow a value with a name', at)
      } else positional.push(this.expression())
    }
    this.expect(')')
    return { positional, named, ...(spread && { spread }), ...(spreadNamed && { spreadNamed }) }
  }

  /** Parses the filters that follow. `isInline`: the first has no `|` before it, as in `{% filter %}`. */
  protected filters(start: Expression | undefined, isInline: boolean): Expression | undefined {
    let node = start
    for (let isNext = isInline || this.skip('|'); isNext; isNext = this.skip('|')) {
      const { at } = this.current
      const name = this.dottedName()
      const given = this.is('(') ? this.arguments() : NO_ARGUMENTS
      node = { type: 'filter', ...(node ? { target: node } : {}), name, arguments: given, at }
    }
    return node
  }

  protected test(target: Expression): Expression {
    const { at } = this.next()
    const isNegated = this.skipName('not')
    const name = this.dottedName()
    const test: Expression = { type: 'test', target, name, arguments: this.testArguments(), at }
    return isNegated ? { type: 'not', operand: test, at } : test
  }

  /** Parses the arguments of a test, in parentheses or, for a single value, without them: `is divisibleby 3`. */
  protected testArguments(): Arguments {
    if (this.is('(')) return this.arguments()
    const { type, value, at } = this.current
    const isValue = type === 'string' || type === 'number' || this.is('[', '{')
    const isName = type === 'name' && !['else', 'or', 'and', 'if', 'in', 'not'].includes(value)
    if (!isValue && !isName) return NO_ARGUMENTS
    if (this.isName('is'))
      throw new SyntaxFault('one value cannot be tested twice with `is`', at, 'write `and` between')
    return { positional: [this.postfix(this.primary())], named: [] }
  }

  protected dottedName(): string {
    let name = this.expectType('name').value
    while (this.skip('.')) name += `.${this.expectType('name').value}`
    return name
  }
}

const CONSTANTS = new Map<string, unknown>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
])

function nameOrConstant(name: string, at: number): Expression {
  return CONSTANTS.has(name)
    ? { type: 'literal', value: CONSTANTS.get(name), at }
    : { type: 'name', name, at }
}

function numberOf(digits: string): number | bigint | Float {
  const plain = digits.replaceAll('_', '')
  const isFloat = /^\d*\.|^\d+e/i.test(plain)
  const value = Number(plain)
  if (isFloat) return Number.isInteger(value) ? new Float(value) : value
  return exact(BigInt(plain))
}
