import { readTokens, type Token } from './tokens.ts'
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
  const tokens = readTokens(text)
  if (tokens === undefined) return undefined
  try {
    return new Reader(tokens).whole()
  } catch (error) {
    if (error instanceof NoJinja) return undefined
    throw error
  }
}

class NoJinja extends Error {}

const CONSTANTS: Readonly<Record<string, boolean | null>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  none: null,
  None: null,
  null: null,
}

const WORDS = new Set(['and', 'or', 'not', 'in', 'is', 'if', 'else'])

const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=', '='])

/** Recursive descent, by Jinja's own precedence. */
class Reader {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  whole(): Jinja {
    const read = this.#inlineIf()
    if (this.#at < this.#tokens.length) throw new NoJinja()
    return read
  }

  #inlineIf(): Jinja {
    const yes = this.#or()
    if (!this.#takeWord('if')) return yes
    const test = this.#or()
    const no = this.#takeWord('else') ? this.#inlineIf() : undefined
    return { kind: 'if', test, yes, no }
  }

  #or(): Jinja {
    let left = this.#and()
    while (this.#takeWord('or')) left = { kind: 'binary', sign: 'or', left, right: this.#and() }
    return left
  }

  #and(): Jinja {
    let left = this.#not()
    while (this.#takeWord('and')) left = { kind: 'binary', sign: 'and', left, right: this.#not() }
    return left
  }

  #not(): Jinja {
    return this.#takeWord('not') ? { kind: 'not', of: this.#not() } : this.#comparison()
  }

  /** `1 < x < 5` is both comparisons. */
  #comparison(): Jinja {
    let middle = this.#sum()
    let whole: Jinja | undefined
    for (let sign = this.#comparisonSign(); sign !== undefined; sign = this.#comparisonSign()) {
      const right = this.#sum()
      const one: Jinja = { kind: 'binary', sign, left: middle, right }
      whole = whole ? { kind: 'binary', sign: 'and', left: whole, right: one } : one
      middle = right
    }
    return whole ?? middle
  }

  #comparisonSign(): string | undefined {
    const token = this.#tokens[this.#at]
    if (token?.is === 'sign' && COMPARISONS.has(token.text)) {
      this.#at += 1
      // One `=` is none of Jinja's, and what people write for two.
      return token.text === '=' ? '==' : token.text
    }
    if (this.#takeWord('in')) return 'in'
    const next = this.#tokens[this.#at + 1]
    if (!this.#isWord(token, 'not') || !this.#isWord(next, 'in')) return undefined
    this.#at += 2
    return 'not in'
  }

  #sum(): Jinja {
    return this.#binary(['+', '-'], () => this.#binary(['~'], () => this.#product()))
  }

  #product(): Jinja {
    return this.#binary(['*', '/', '//', '%'], () => this.#binary(['**'], () => this.#unary()))
  }

  #binary(signs: readonly string[], operand: () => Jinja): Jinja {
    let left = operand()
    for (let sign = this.#takeSign(...signs); sign !== undefined; sign = this.#takeSign(...signs)) {
      left = { kind: 'binary', sign, left, right: operand() }
    }
    return left
  }

  #unary(): Jinja {
    if (this.#takeSign('-'))
      return this.#filtersAndTests({ kind: 'minus', of: this.#postfix(this.#primary()) })
    this.#takeSign('+')
    return this.#filtersAndTests(this.#postfix(this.#primary()))
  }

  #primary(): Jinja {
    const token = this.#tokens[this.#at]
    this.#at += 1
    if (token?.is === 'text') return { kind: 'constant', value: token.value }
    if (token?.is === 'number') return { kind: 'constant', value: token.value }
    if (token?.is === 'name') {
      if (WORDS.has(token.text)) throw new NoJinja()
      const value = Object.hasOwn(CONSTANTS, token.text) ? CONSTANTS[token.text] : undefined
      return value === undefined ? { kind: 'name', name: token.text } : { kind: 'constant', value }
    }
    if (token?.text === '[') return { kind: 'list', items: this.#items(']') }
    if (token?.text === '{') return { kind: 'map', entries: this.#entries() }
    if (token?.text !== '(') throw new NoJinja()
    const items = this.#items(')')
    const isTuple = items.length !== 1 || this.#isSign(this.#tokens[this.#at - 2], ',')
    return isTuple ? { kind: 'list', items } : (items[0] as Jinja)
  }

  #items(end: ']' | ')'): Jinja[] {
    const items: Jinja[] = []
    while (!this.#takeSign(end)) {
      items.push(this.#inlineIf())
      if (this.#takeSign(',')) continue
      this.#expect(end)
      break
    }
    return items
  }

  #entries(): [Jinja, Jinja][] {
    const entries: [Jinja, Jinja][] = []
    while (!this.#takeSign('}')) {
      const key = this.#inlineIf()
      this.#expect(':')
      entries.push([key, this.#inlineIf()])
      if (this.#takeSign(',')) continue
      this.#expect('}')
      break
    }
    return entries
  }

  #postfix(start: Jinja): Jinja {
    let read = start
    for (;;) {
      if (this.#takeSign('.')) {
        const key = this.#tokens[this.#at]
        this.#at += 1
        read = { kind: 'item', of: read, key: { kind: 'constant', value: keyOf(key) } }
      } else if (this.#takeSign('[')) read = this.#subscript(read)
      else if (this.#takeSign('(')) read = { kind: 'call', of: read, args: this.#arguments() }
      else return read
    }
  }

  #subscript(of: Jinja): Jinja {
    const start = this.#isSign(this.#tokens[this.#at], ':') ? undefined : this.#inlineIf()
    if (start && this.#takeSign(']')) return { kind: 'item', of, key: start }
    const bounds = [start]
    while (this.#takeSign(':'))
      bounds.push(this.#isSign(this.#tokens[this.#at], ']', ':') ? undefined : this.#inlineIf())
    this.#expect(']')
    return { kind: 'slice', of, bounds }
  }

  #arguments(): Arguments {
    const values: Jinja[] = []
    const named = new Map<string, Jinja>()
    while (!this.#takeSign(')')) {
      const [name, sign] = [this.#tokens[this.#at], this.#tokens[this.#at + 1]]
      if (name?.is === 'name' && this.#isSign(sign, '=')) {
        this.#at += 2
        named.set(name.text, this.#inlineIf())
      } else values.push(this.#inlineIf())
      if (this.#takeSign(',')) continue
      this.#expect(')')
      break
    }
    return { values, named }
  }

  #filtersAndTests(start: Jinja): Jinja {
    let read = start
    for (;;) {
      if (this.#takeSign('|')) {
        const name = this.#dottedName()
        read = { kind: 'filter', of: read, name, args: this.#takeSign('(') ? this.#arguments() : NOTHING }
      } else if (this.#takeWord('is')) {
        const isNot = this.#takeWord('not')
        const name = this.#testName()
        read = { kind: 'test', of: read, name, args: this.#testArguments(), isNot }
      } else if (this.#takeSign('(')) read = { kind: 'call', of: read, args: this.#arguments() }
      else return read
    }
  }

  /** `is in` is a test too, and `in` is a token of its own elsewhere. */
  #testName(): string {
    return this.#takeWord('in') ? 'in' : this.#dottedName()
  }

  #testArguments(): Arguments {
    if (this.#takeSign('(')) return this.#arguments()
    const token = this.#tokens[this.#at]
    const isValue =
      token?.is === 'text' ||
      token?.is === 'number' ||
      (token?.is === 'name' && !WORDS.has(token.text)) ||
      this.#isSign(token, '[', '{')
    return isValue ? { values: [this.#postfix(this.#primary())], named: new Map() } : NOTHING
  }

  /** Without the collection of Ansible's own. */
  #dottedName(): string {
    const names: string[] = []
    do {
      const token = this.#tokens[this.#at]
      this.#at += 1
      if (token?.is !== 'name') throw new NoJinja()
      names.push(token.text)
    } while (this.#takeSign('.'))
    return names.join('.').replace(/^ansible\.builtin\./, '')
  }

  #isWord(token: Token | undefined, word: string): boolean {
    return token?.is === 'name' && token.text === word
  }

  #isSign(token: Token | undefined, ...signs: readonly string[]): boolean {
    return token?.is === 'sign' && signs.includes(token.text)
  }

  #takeWord(word: string): boolean {
    const isThere = this.#isWord(this.#tokens[this.#at], word)
    if (isThere) this.#at += 1
    return isThere
  }

  #takeSign(...signs: readonly string[]): string | undefined {
    const token = this.#tokens[this.#at]
    if (token?.is !== 'sign' || !signs.includes(token.text)) return undefined
    this.#at += 1
    return token.text
  }

  #expect(sign: string): void {
    if (this.#takeSign(sign) === undefined) throw new NoJinja()
  }
}

/** The key after a dot: `a.b`, and `a.0` for an item of a list. */
function keyOf(token: Token | undefined): string | number {
  if (token?.is === 'name') return token.text
  if (token?.is === 'number' && Number.isInteger(token.value)) return token.value
  throw new NoJinja()
}

const NOTHING: Arguments = { values: [], named: new Map() }
