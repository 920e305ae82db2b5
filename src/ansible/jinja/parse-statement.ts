import { ownValue } from '../../base/own-value.ts'
import type { Body, Expression, Signature, Statement, Target } from './ast.ts'
import { SyntaxFault } from './error.ts'
import { tokenize, tokenizeExpression } from './lexer.ts'
import { InheritanceParser } from './parse-inheritance.ts'
import type { TagOptions } from './tags.ts'
import { unexpected } from './token-reader.ts'

/**
 * Parses a template into statements. The grammar is that of jinja2/parser.py (3.1). Throws SyntaxFault for a
 * syntax error.
 */
export function parseTemplate(source: string, options: TagOptions): Body {
  return new Parser(tokenize(source, options)).template()
}

/**
 * Parses a condition: an expression such as follows `if` in a template, without delimiters. Throws SyntaxFault
 * for a syntax error.
 */
export function parseCondition(source: string): Expression {
  return new Parser(tokenizeExpression(source)).condition()
}

/**
 * Parses statements. The parser of nunjucks would read most templates, but it supports no `do`, `with`, `break`
 * and `continue`, no loops with a condition, no recursive loops and no assignment to a namespace, and it strips
 * white space by its own rules. Jinja2's grammar is small enough to follow it exactly.
 */
class Parser extends InheritanceParser {
  /** The tags that are open, with the offsets at which they begin. */
  readonly #open: { readonly name: string; readonly at: number }[] = []

  template(): Body {
    return this.bodyUntil([])
  }

  condition(): Expression {
    const condition = this.tuple({ hasConditional: false })
    if (this.current.type !== 'end') throw unexpected(this.current, 'the end of the condition')
    return condition
  }

  /** Parses statements up to one of these tags, which is then the current token. */
  protected bodyUntil(ends: readonly string[]): Body {
    const body: Statement[] = []
    while (this.current.type !== 'end') {
      const { type, value, at } = this.next()
      if (type === 'text') body.push({ type: 'text', text: value, at })
      else if (type === 'variable begin') {
        body.push({ type: 'output', value: this.tuple(), at })
        this.expectType('variable end')
      } else {
        if (ends.some(end => this.isName(end))) return body
        body.push(this.statement())
        this.expectType('block end')
      }
    }
    const innermost = this.#open.at(-1)
    if (innermost) {
      throw new SyntaxFault(
        `\`${innermost.name}\` is not closed`,
        innermost.at,
        `write \`${ends.at(-1)}\` behind it`,
      )
    }
    return body
  }

  /** Parses the body of a tag up to one of these end tags, skips that tag, and returns its name with the body. */
  protected body(...ends: string[]): { body: Body; end: string } {
    this.skip(':')
    this.expectType('block end')
    const body = this.bodyUntil(ends)
    return { body, end: this.next().value }
  }

  protected statement(): Statement {
    const { type, value: name, at } = this.current
    if (type !== 'name') throw new SyntaxFault('expected the name of a statement, such as `if`', at)
    const parse = ownValue(STATEMENTS, name)
    if (!parse) throw this.unknownTag(name, at)
    this.next()
    this.#open.push({ name, at })
    const statement = parse(this, at)
    this.#open.pop()
    return statement
  }

  protected unknownTag(name: string, at: number): SyntaxFault {
    const innermost = this.#open.at(-1)
    const hint = innermost && `\`${innermost.name}\` is still open here`
    return new SyntaxFault(
      /^(end|else|elif)/.test(name) ? `\`${name}\` is not allowed here` : `there is no statement \`${name}\``,
      at,
      hint,
    )
  }

  static readonly statements: Readonly<Record<string, (parser: Parser, at: number) => Statement>> = {
    print: (parser, at) => ({ type: 'output', value: parser.tuple(), at }),
    do: (parser, at) => ({ type: 'do', value: parser.tuple(), at }),
    set: (parser, at) => parser.set(at),
    for: (parser, at) => parser.for(at),
    break: (parser, at) => parser.loopControl('break', at),
    continue: (parser, at) => parser.loopControl('continue', at),
    if: (parser, at) => parser.if(at),
    with: (parser, at) => parser.with(at),
    // Ansible never escapes, so the block is treated as `with`.
    autoescape: (parser, at) => {
      parser.expression()
      return { type: 'with', assignments: [], body: parser.body('endautoescape').body, at }
    },
    block: (parser, at) => parser.block(at),
    extends: (parser, at) => ({ type: 'extends', template: parser.expression(), at }),
    include: (parser, at) => parser.include(at),
    import: (parser, at) => parser.import(at),
    from: (parser, at) => parser.fromImport(at),
    macro: (parser, at) => {
      const name = parser.expectType('name').value
      const signature = parser.signature()
      return { type: 'macro', name, signature, body: parser.body('endmacro').body, at }
    },
    call: (parser, at) => {
      const signature = parser.is('(') ? parser.signature() : { params: [], defaults: [] }
      const call = parser.expression()
      if (call.type !== 'call') throw new SyntaxFault('expected a call of a macro', call.at)
      return { type: 'call block', signature, call, body: parser.body('endcall').body, at }
    },
    filter: (parser, at) => {
      const filter = parser.filters(undefined, true)
      if (!filter) throw new SyntaxFault('expected the name of a filter', at)
      return { type: 'filter block', filter, body: parser.body('endfilter').body, at }
    },
  }

  protected loopControl(type: 'break' | 'continue', at: number): Statement {
    const open = this.#open.map(({ name }) => name)
    const isInLoop = open.lastIndexOf('for') > Math.max(...BODIES.map(name => open.lastIndexOf(name)))
    if (!isInLoop)
      throw new SyntaxFault(`\`${type}\` is not allowed here`, at, 'it is allowed only inside a `for` loop')
    return { type, at }
  }

  protected set(at: number): Statement {
    const target =
      this.current.type === 'name' && this.peek().type === 'operator' && this.peek().value === '.'
        ? this.namespaceTarget()
        : this.target()
    if (this.skip('=')) return { type: 'set', target, value: this.tuple(), at }
    const filter = this.filters(undefined, false)
    const { body } = this.body('endset')
    return { type: 'set block', target, ...(filter ? { filter } : {}), body, at }
  }

  protected namespaceTarget(): Target {
    const { value: name, at } = this.expectType('name')
    this.expect('.')
    return { type: 'namespace', name, attribute: this.expectType('name').value, at }
  }

  /** Parses an assignment target: a name, or a tuple of names. */
  protected target(...ends: string[]): Target {
    return asTarget(this.tuple({ isSimple: true, ends }))
  }

  protected for(at: number): Statement {
    const target = this.target('in')
    this.expectName('in')
    const iterable = this.tuple({ hasConditional: false, ends: ['recursive'] })
    const filter = this.skipName('if') ? this.expression() : undefined
    const isRecursive = this.skipName('recursive')
    const { body, end } = this.body('endfor', 'else')
    const otherwise = end === 'else' ? this.body('endfor').body : []
    return { type: 'for', target, iterable, ...(filter ? { filter } : {}), isRecursive, body, otherwise, at }
  }

  protected if(at: number): Statement {
    const branches: { test: Expression; body: Body }[] = []
    while (true) {
      const test = this.tuple({ hasConditional: false })
      const { body, end } = this.body('elif', 'else', 'endif')
      branches.push({ test, body })
      if (end === 'elif') continue
      const otherwise = end === 'else' ? this.body('endif').body : []
      return { type: 'if', branches, otherwise, at }
    }
  }

  protected with(at: number): Statement {
    const assignments: [Target, Expression][] = []
    while (!this.isBlockEnd()) {
      if (assignments.length > 0) this.expect(',')
      const target = asTarget(this.primary())
      this.expect('=')
      assignments.push([target, this.expression()])
    }
    return { type: 'with', assignments, body: this.body('endwith').body, at }
  }

  protected signature(): Signature {
    const params: string[] = []
    const defaults: Expression[] = []
    this.expect('(')
    while (!this.is(')')) {
      if (params.length > 0) this.expect(',')
      const { value, at } = this.expectType('name')
      if (this.skip('=')) defaults.push(this.expression())
      else if (defaults.length > 0)
        throw new SyntaxFault(`\`${value}\` needs a default, since a param before it has one`, at)
      params.push(value)
    }
    this.expect(')')
    return { params, defaults }
  }
}

/** Statements whose body is not part of a surrounding loop: `break` and `continue` are not permitted there. */
const BODIES = ['macro', 'call', 'block']
const STATEMENTS = Parser.statements

function asTarget(node: Expression): Target {
  if (node.type === 'name') return { type: 'name', name: node.name, at: node.at }
  if (node.type === 'tuple') return { type: 'tuple', items: node.items.map(asTarget), at: node.at }
  throw new SyntaxFault('a value can be assigned to a name only', node.at)
}
