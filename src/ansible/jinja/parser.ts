import type {
  Arguments,
  BinaryOperator,
  Body,
  CompareOperator,
  Expression,
  Signature,
  Statement,
  Target,
} from './ast.ts'
import { JinjaError } from './fault.ts'
import { type LexerOptions, type Token, type TokenType, tokenize } from './lexer.ts'
import { Float } from './python.ts'

/** A template as statements. The grammar is that of jinja2/parser.py (3.1). Throws JinjaError for a syntax error. */
export function parseTemplate(source: string, options: LexerOptions): Body {
  return new Parser(tokenize(source, options)).template()
}

/** An expression alone, such as a condition: `{{ }}` around it is implied. Throws JinjaError for a syntax error. */
export function parseExpression(source: string, options: LexerOptions): Expression {
  const { variableStart, variableEnd } = options
  const before = `${variableStart} `
  try {
    const [only, ...others] = parseTemplate(`${before}${source} ${variableEnd}`, options)
    if (only?.type !== 'output' || others.length > 0)
      throw new JinjaError('this is not one expression', before.length)
    return shift(only.value, -before.length)
  } catch (error) {
    if (!(error instanceof JinjaError)) throw error
    throw new JinjaError(error.message, Math.max(0, (error.at ?? 0) - before.length), error.hint)
  }
}

/** The same expression with all its places moved. */
function shift<T>(node: T, by: number): T {
  if (Array.isArray(node)) return node.map(part => shift(part, by)) as T
  if (typeof node !== 'object' || node === null || node instanceof Float) return node
  const entries = Object.entries(node).map(([key, part]) => [
    key,
    key === 'at'
      ? (part as number) + by
      : key === 'value' && 'type' in node && node.type === 'literal'
        ? part
        : shift(part, by),
  ])
  return Object.fromEntries(entries)
}

const COMPARE_OPERATORS: readonly string[] = ['==', '!=', '<', '<=', '>', '>=']
const NO_ARGUMENTS: Arguments = { positional: [], named: [] }

/** Goes through the tokens of one template once. */
class Parser {
  readonly #tokens: readonly Token[]
  #index = 0
  /** The tags that are open, with where they were opened. */
  readonly #open: { readonly name: string; readonly at: number }[] = []

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  template(): Body {
    return this.#bodyUntil([])
  }

  // --- Statements

  /** Statements up to one of these tags, which is the current token then. */
  #bodyUntil(ends: readonly string[]): Body {
    const body: Statement[] = []
    while (this.#current.type !== 'end') {
      const { type, value, at } = this.#next()
      if (type === 'text') body.push({ type: 'text', text: value, at })
      else if (type === 'variable begin') {
        body.push({ type: 'output', value: this.#tuple(), at })
        this.#expectType('variable end')
      } else {
        if (ends.some(end => this.#isName(end))) return body
        body.push(this.#statement())
        this.#expectType('block end')
      }
    }
    const innermost = this.#open.at(-1)
    if (innermost) {
      throw new JinjaError(
        `\`${innermost.name}\` is not closed`,
        innermost.at,
        `write \`${ends.at(-1)}\` behind it`,
      )
    }
    return body
  }

  /** The body of a tag up to one of its ends, which is skipped; gives which. */
  #body(...ends: string[]): { body: Body; end: string } {
    this.#skip(':')
    this.#expectType('block end')
    const body = this.#bodyUntil(ends)
    return { body, end: this.#next().value }
  }

  #statement(): Statement {
    const { type, value: name, at } = this.#current
    if (type !== 'name') throw new JinjaError('expected the name of a statement, such as `if`', at)
    const parse = Object.hasOwn(STATEMENTS, name) ? STATEMENTS[name] : undefined
    if (!parse) throw this.#unknownTag(name, at)
    this.#next()
    this.#open.push({ name, at })
    const statement = parse(this, at)
    this.#open.pop()
    return statement
  }

  #unknownTag(name: string, at: number): JinjaError {
    const innermost = this.#open.at(-1)
    const hint = innermost && `\`${innermost.name}\` is still open here`
    return new JinjaError(
      /^(end|else|elif)/.test(name)
        ? `\`${name}\` does not belong here`
        : `there is no statement \`${name}\``,
      at,
      hint,
    )
  }

  static readonly statements: Readonly<Record<string, (parser: Parser, at: number) => Statement>> = {
    print: (parser, at) => ({ type: 'output', value: parser.#tuple(), at }),
    do: (parser, at) => ({ type: 'do', value: parser.#tuple(), at }),
    set: (parser, at) => parser.#set(at),
    for: (parser, at) => parser.#for(at),
    break: (_, at) => ({ type: 'break', at }),
    continue: (_, at) => ({ type: 'continue', at }),
    if: (parser, at) => parser.#if(at),
    with: (parser, at) => parser.#with(at),
    // Ansible never escapes.
    autoescape: (parser, at) => {
      parser.#expression()
      return { type: 'with', assignments: [], body: parser.#body('endautoescape').body, at }
    },
    block: (parser, at) => parser.#block(at),
    extends: (parser, at) => ({ type: 'extends', template: parser.#expression(), at }),
    include: (parser, at) => parser.#include(at),
    import: (parser, at) => parser.#import(at),
    from: (parser, at) => parser.#fromImport(at),
    macro: (parser, at) => {
      const name = parser.#expectType('name').value
      const signature = parser.#signature()
      return { type: 'macro', name, signature, body: parser.#body('endmacro').body, at }
    },
    call: (parser, at) => {
      const signature = parser.#is('(') ? parser.#signature() : { params: [], defaults: [] }
      const call = parser.#expression()
      if (call.type !== 'call') throw new JinjaError('expected a call of a macro', call.at)
      return { type: 'call block', signature, call, body: parser.#body('endcall').body, at }
    },
    filter: (parser, at) => {
      const filter = parser.#filters(undefined, true)
      if (!filter) throw new JinjaError('expected the name of a filter', at)
      return { type: 'filter block', filter, body: parser.#body('endfilter').body, at }
    },
  }

  #set(at: number): Statement {
    const target =
      this.#current.type === 'name' && this.#peek().type === 'operator' && this.#peek().value === '.'
        ? this.#namespaceTarget()
        : this.#target()
    if (this.#skip('=')) return { type: 'set', target, value: this.#tuple(), at }
    const filter = this.#filters(undefined, false)
    const { body } = this.#body('endset')
    return { type: 'set block', target, ...(filter ? { filter } : {}), body, at }
  }

  #namespaceTarget(): Target {
    const { value: name, at } = this.#expectType('name')
    this.#expect('.')
    return { type: 'namespace', name, attribute: this.#expectType('name').value, at }
  }

  /** A name, or several in a tuple. */
  #target(...ends: string[]): Target {
    return asTarget(this.#tuple({ isSimple: true, ends }))
  }

  #for(at: number): Statement {
    const target = this.#target('in')
    this.#expectName('in')
    const iterable = this.#tuple({ hasConditional: false, ends: ['recursive'] })
    const filter = this.#skipName('if') ? this.#expression() : undefined
    const isRecursive = this.#skipName('recursive')
    const { body, end } = this.#body('endfor', 'else')
    const otherwise = end === 'else' ? this.#body('endfor').body : []
    return { type: 'for', target, iterable, ...(filter ? { filter } : {}), isRecursive, body, otherwise, at }
  }

  #if(at: number): Statement {
    const branches: { test: Expression; body: Body }[] = []
    while (true) {
      const test = this.#tuple({ hasConditional: false })
      const { body, end } = this.#body('elif', 'else', 'endif')
      branches.push({ test, body })
      if (end === 'elif') continue
      const otherwise = end === 'else' ? this.#body('endif').body : []
      return { type: 'if', branches, otherwise, at }
    }
  }

  #with(at: number): Statement {
    const assignments: [Target, Expression][] = []
    while (!this.#isBlockEnd()) {
      if (assignments.length > 0) this.#expect(',')
      const target = asTarget(this.#primary())
      this.#expect('=')
      assignments.push([target, this.#expression()])
    }
    return { type: 'with', assignments, body: this.#body('endwith').body, at }
  }

  #block(at: number): Statement {
    const name = this.#expectType('name').value
    const isScoped = this.#skipName('scoped')
    const isRequired = this.#skipName('required')
    const { body } = this.#body('endblock')
    this.#skipName(name)
    return { type: 'block', name, isScoped, isRequired, body, at }
  }

  #include(at: number): Statement {
    const template = this.#expression()
    const ignoresMissing = this.#isName('ignore') && this.#peek().value === 'missing'
    if (ignoresMissing) this.#index += 2
    return { type: 'include', template, ignoresMissing, hasContext: this.#context() ?? true, at }
  }

  #import(at: number): Statement {
    const template = this.#expression()
    this.#expectName('as')
    const as = this.#expectType('name').value
    return { type: 'import', template, as, hasContext: this.#context() ?? false, at }
  }

  #fromImport(at: number): Statement {
    const template = this.#expression()
    this.#expectName('import')
    const names: [string, string][] = []
    let hasContext = this.#context()
    while (hasContext === undefined && !this.#isBlockEnd()) {
      if (names.length > 0) this.#expect(',')
      hasContext = this.#context()
      if (hasContext !== undefined || this.#isBlockEnd()) break
      const { value: name, at: nameAt } = this.#expectType('name')
      if (name.startsWith('_')) {
        throw new JinjaError(
          'a name that begins with `_` is private to its template and cannot be imported',
          nameAt,
        )
      }
      names.push([name, this.#skipName('as') ? this.#expectType('name').value : name])
      hasContext = this.#context()
    }
    return { type: 'from import', template, names, hasContext: hasContext ?? false, at }
  }

  /** `with context` or `without context`; undefined where neither comes. */
  #context(): boolean | undefined {
    const { type, value } = this.#current
    if (type !== 'name' || (value !== 'with' && value !== 'without') || this.#peek().value !== 'context')
      return undefined
    this.#index += 2
    return value === 'with'
  }

  #signature(): Signature {
    const params: string[] = []
    const defaults: Expression[] = []
    this.#expect('(')
    while (!this.#is(')')) {
      if (params.length > 0) this.#expect(',')
      const { value, at } = this.#expectType('name')
      if (this.#skip('=')) defaults.push(this.#expression())
      else if (defaults.length > 0)
        throw new JinjaError(`\`${value}\` needs a default, since a param before it has one`, at)
      params.push(value)
    }
    this.#expect(')')
    return { params, defaults }
  }

  // --- Expressions, from those that bind least

  #expression(hasConditional = true): Expression {
    return hasConditional ? this.#conditional() : this.#or()
  }

  #conditional(): Expression {
    let then = this.#or()
    while (this.#skipName('if')) {
      const test = this.#or()
      const otherwise = this.#skipName('else') ? this.#conditional() : undefined
      then = { type: 'conditional', test, then, ...(otherwise ? { otherwise } : {}), at: then.at }
    }
    return then
  }

  #or(): Expression {
    let left = this.#and()
    while (this.#skipName('or')) left = binary('or', left, this.#and())
    return left
  }

  #and(): Expression {
    let left = this.#not()
    while (this.#skipName('and')) left = binary('and', left, this.#not())
    return left
  }

  #not(): Expression {
    const { at } = this.#current
    return this.#skipName('not') ? { type: 'not', operand: this.#not(), at } : this.#compare()
  }

  #compare(): Expression {
    const first = this.#sum()
    const rest: { operator: CompareOperator; operand: Expression }[] = []
    for (let operator = this.#compareOperator(); operator; operator = this.#compareOperator()) {
      rest.push({ operator, operand: this.#sum() })
    }
    return rest.length === 0 ? first : { type: 'compare', first, rest, at: first.at }
  }

  #compareOperator(): CompareOperator | undefined {
    const { type, value } = this.#current
    if (type === 'operator' && COMPARE_OPERATORS.includes(value)) return this.#next().value as CompareOperator
    if (this.#skipName('in')) return 'in'
    if (!this.#isName('not') || this.#peek().type !== 'name' || this.#peek().value !== 'in') return undefined
    this.#index += 2
    return 'not in'
  }

  #sum(): Expression {
    let left = this.#concat()
    while (this.#is('+', '-')) left = binary(this.#next().value as BinaryOperator, left, this.#concat())
    return left
  }

  #concat(): Expression {
    const items = [this.#product()]
    const [first] = items as [Expression]
    while (this.#skip('~')) items.push(this.#product())
    return items.length === 1 ? first : { type: 'concat', items, at: first.at }
  }

  #product(): Expression {
    let left = this.#power()
    while (this.#is('*', '/', '//', '%'))
      left = binary(this.#next().value as BinaryOperator, left, this.#power())
    return left
  }

  /** From left to right, as in Jinja and unlike in Python. */
  #power(): Expression {
    let left = this.#unary(true)
    while (this.#is('**')) left = binary(this.#next().value as BinaryOperator, left, this.#unary(true))
    return left
  }

  #unary(hasFilters: boolean): Expression {
    const { at } = this.#current
    let node: Expression
    if (this.#skip('-')) node = { type: 'negative', operand: this.#unary(false), at }
    else if (this.#skip('+')) node = { type: 'positive', operand: this.#unary(false), at }
    else node = this.#primary()
    node = this.#postfix(node)
    return hasFilters ? this.#filtersAndTests(node) : node
  }

  #primary(): Expression {
    const { type, value, at } = this.#next()
    if (type === 'name') return nameOrConstant(value, at)
    if (type === 'string') {
      let text = value
      while (this.#current.type === 'string') text += this.#next().value
      return { type: 'literal', value: text, at }
    }
    if (type === 'number') return { type: 'literal', value: numberOf(value), at }
    if (type === 'operator' && value === '(') {
      const node = this.#tuple({ isInBrackets: true })
      this.#expect(')')
      return node
    }
    if (type === 'operator' && value === '[') return { type: 'list', items: this.#items(']'), at }
    if (type === 'operator' && value === '{') return this.#dict(at)
    throw unexpected({ type, value, at })
  }

  #items(end: string): Expression[] {
    const items: Expression[] = []
    while (!this.#is(end)) {
      if (items.length > 0) this.#expect(',')
      if (this.#is(end)) break
      items.push(this.#expression())
    }
    this.#expect(end)
    return items
  }

  #dict(at: number): Expression {
    const pairs: [Expression, Expression][] = []
    while (!this.#is('}')) {
      if (pairs.length > 0) this.#expect(',')
      if (this.#is('}')) break
      const key = this.#expression()
      this.#expect(':')
      pairs.push([key, this.#expression()])
    }
    this.#expect('}')
    return { type: 'dict', pairs, at }
  }

  #tuple({
    isSimple = false,
    hasConditional = true,
    isInBrackets = false,
    ends = [] as readonly string[],
  } = {}): Expression {
    const { at } = this.#current
    const items: Expression[] = []
    let isTuple = false
    while (true) {
      if (items.length > 0) this.#expect(',')
      if (this.#isTupleEnd(ends)) break
      items.push(isSimple ? this.#primary() : this.#expression(hasConditional))
      if (!this.#is(',')) break
      isTuple = true
    }
    const [only] = items
    if (!isTuple && only) return only
    if (!isTuple && !isInBrackets) throw new JinjaError('expected an expression', at)
    return { type: 'tuple', items, at }
  }

  #isTupleEnd(ends: readonly string[]): boolean {
    const { type } = this.#current
    return (
      type === 'variable end' || type === 'block end' || this.#is(')') || ends.some(end => this.#isName(end))
    )
  }

  #postfix(start: Expression): Expression {
    let node = start
    while (true) {
      if (this.#is('.')) node = this.#attribute(node)
      else if (this.#is('[')) node = this.#subscript(node)
      else if (this.#is('(')) node = this.#call(node)
      else return node
    }
  }

  #filtersAndTests(start: Expression): Expression {
    let node = start
    while (true) {
      if (this.#is('|')) node = this.#filters(node, false) ?? node
      else if (this.#isName('is')) node = this.#test(node)
      else if (this.#is('(')) node = this.#call(node)
      else return node
    }
  }

  #attribute(target: Expression): Expression {
    this.#expect('.')
    const { type, value, at } = this.#next()
    if (type === 'name') return { type: 'attribute', target, name: value, at }
    if (type !== 'number' || !/^\d+$/.test(value))
      throw new JinjaError('expected a name or a number behind `.`', at)
    return { type: 'item', target, key: { type: 'literal', value: Number(value), at }, at }
  }

  #subscript(target: Expression): Expression {
    const { at } = this.#current
    this.#expect('[')
    const keys: Expression[] = []
    while (!this.#is(']')) {
      if (keys.length > 0) this.#expect(',')
      keys.push(this.#keyOrSlice())
    }
    this.#expect(']')
    const [only] = keys
    if (!only) throw new JinjaError('expected a key', at)
    return { type: 'item', target, key: keys.length === 1 ? only : { type: 'tuple', items: keys, at }, at }
  }

  #keyOrSlice(): Expression {
    const { at } = this.#current
    const start = this.#is(':') ? undefined : this.#expression()
    if (!this.#skip(':')) return start ?? unreachable()
    const bound = (): Expression | undefined => (this.#is(':', ']', ',') ? undefined : this.#expression())
    const stop = bound()
    const step = this.#skip(':') ? bound() : undefined
    return { type: 'slice', ...(start && { start }), ...(stop && { stop }), ...(step && { step }), at }
  }

  #call(target: Expression): Expression {
    return { type: 'call', target, arguments: this.#arguments(), at: target.at }
  }

  #arguments(): Arguments {
    const { at } = this.#current
    const positional: Expression[] = []
    const named: [string, Expression][] = []
    let spread: Expression | undefined
    let spreadNamed: Expression | undefined
    this.#expect('(')
    for (let isFirst = true; !this.#is(')'); isFirst = false) {
      if (!isFirst) this.#expect(',')
      if (this.#is(')')) break
      if (this.#skip('*')) spread = this.#expression()
      else if (this.#skip('**')) spreadNamed = this.#expression()
      else if (this.#current.type === 'name' && this.#peek().value === '=') {
        const name = this.#next().value
        this.#expect('=')
        named.push([name, this.#expression()])
      } else if (spread || spreadNamed || named.length > 0) {
        throw new JinjaError('a value without a name cannot stand behind one with a name', at)
      } else positional.push(this.#expression())
    }
    this.#expect(')')
    return { positional, named, ...(spread && { spread }), ...(spreadNamed && { spreadNamed }) }
  }

  /** The filters that follow; `isInline`: the first without a `|`. */
  #filters(start: Expression | undefined, isInline: boolean): Expression | undefined {
    let node = start
    for (let isNext = isInline || this.#skip('|'); isNext; isNext = this.#skip('|')) {
      const { at } = this.#current
      const name = this.#dottedName()
      const given = this.#is('(') ? this.#arguments() : NO_ARGUMENTS
      node = { type: 'filter', ...(node ? { target: node } : {}), name, arguments: given, at }
    }
    return node
  }

  #test(target: Expression): Expression {
    const { at } = this.#next()
    const isNegated = this.#skipName('not')
    const name = this.#dottedName()
    const test: Expression = { type: 'test', target, name, arguments: this.#testArguments(), at }
    return isNegated ? { type: 'not', operand: test, at } : test
  }

  /** In brackets, or one value without them: `is divisibleby 3`. */
  #testArguments(): Arguments {
    if (this.#is('(')) return this.#arguments()
    const { type, value, at } = this.#current
    const isValue = type === 'string' || type === 'number' || this.#is('[', '{')
    const isName = type === 'name' && !['else', 'or', 'and', 'if', 'in', 'not'].includes(value)
    if (!isValue && !isName) return NO_ARGUMENTS
    if (this.#isName('is'))
      throw new JinjaError('one value cannot be tested twice with `is`', at, 'write `and` between')
    return { positional: [this.#postfix(this.#primary())], named: [] }
  }

  #dottedName(): string {
    let name = this.#expectType('name').value
    while (this.#skip('.')) name += `.${this.#expectType('name').value}`
    return name
  }

  // --- Tokens

  get #current(): Token {
    return this.#tokens[this.#index] ?? unreachable()
  }

  #peek(): Token {
    return this.#tokens[this.#index + 1] ?? this.#current
  }

  #next(): Token {
    const token = this.#current
    if (token.type !== 'end') this.#index += 1
    return token
  }

  #is(...operators: string[]): boolean {
    const { type, value } = this.#current
    return type === 'operator' && operators.includes(value)
  }

  #isBlockEnd(): boolean {
    return this.#current.type === 'block end'
  }

  #isName(name: string): boolean {
    return this.#current.type === 'name' && this.#current.value === name
  }

  #skip(operator: string): boolean {
    const isThere = this.#is(operator)
    if (isThere) this.#index += 1
    return isThere
  }

  #skipName(name: string): boolean {
    const isThere = this.#isName(name)
    if (isThere) this.#index += 1
    return isThere
  }

  #expect(operator: string): void {
    if (!this.#skip(operator)) throw unexpected(this.#current, `\`${operator}\``)
  }

  #expectName(name: string): void {
    if (!this.#skipName(name)) throw unexpected(this.#current, `\`${name}\``)
  }

  #expectType(type: TokenType): Token {
    if (this.#current.type !== type) throw unexpected(this.#current, TYPE_WORDS[type])
    return this.#next()
  }
}

const STATEMENTS = Parser.statements

const TYPE_WORDS: Readonly<Record<TokenType, string>> = {
  text: 'text',
  'variable begin': 'an expression',
  'variable end': 'the end of the expression',
  'block begin': 'a statement',
  'block end': 'the end of the statement',
  name: 'a name',
  string: 'a string',
  number: 'a number',
  operator: 'an operator',
  end: 'the end of the template',
}

function unexpected({ type, value, at }: Token, expected?: string): JinjaError {
  const got = value === '' ? TYPE_WORDS[type] : `\`${value}\``
  return new JinjaError(expected === undefined ? `unexpected ${got}` : `expected ${expected}, got ${got}`, at)
}

function unreachable(): never {
  throw new Error('the parser is past the end of the tokens')
}

function binary(operator: BinaryOperator, left: Expression, right: Expression): Expression {
  return { type: 'binary', operator, left, right, at: left.at }
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

function numberOf(digits: string): number | Float {
  const plain = digits.replaceAll('_', '')
  const isFloat = /^\d*\.|^\d+e/i.test(plain)
  const value = Number(plain)
  return isFloat && Number.isInteger(value) ? new Float(value) : value
}

function asTarget(node: Expression): Target {
  if (node.type === 'name') return { type: 'name', name: node.name, at: node.at }
  if (node.type === 'tuple') return { type: 'tuple', items: node.items.map(asTarget), at: node.at }
  throw new JinjaError('a value can be assigned to a name only', node.at)
}
