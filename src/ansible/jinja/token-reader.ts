import { SyntaxFault } from './error.ts'
import type { Token, TokenType } from './lexer.ts'

/** Reads the tokens of one template in order. */
export class TokenReader {
  readonly #tokens: readonly Token[]
  #index = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  protected get current(): Token {
    return this.#tokens[this.#index] ?? unreachable()
  }

  protected peek(): Token {
    return this.#tokens[this.#index + 1] ?? this.current
  }

  protected next(): Token {
    const token = this.current
    if (token.type !== 'end') this.#index += 1
    return token
  }

  protected skipTwo(): void {
    this.#index += 2
  }

  protected is(...operators: string[]): boolean {
    const { type, value } = this.current
    return type === 'operator' && operators.includes(value)
  }

  protected isBlockEnd(): boolean {
    return this.current.type === 'block end'
  }

  protected isName(name: string): boolean {
    return this.current.type === 'name' && this.current.value === name
  }

  protected skip(operator: string): boolean {
    const isThere = this.is(operator)
    if (isThere) this.#index += 1
    return isThere
  }

  protected skipName(name: string): boolean {
    const isThere = this.isName(name)
    if (isThere) this.#index += 1
    return isThere
  }

  protected expect(operator: string): void {
    if (!this.skip(operator)) throw unexpected(this.current, `\`${operator}\``)
  }

  protected expectName(name: string): void {
    if (!this.skipName(name)) throw unexpected(this.current, `\`${name}\``)
  }

  protected expectType(type: TokenType): Token {
    if (this.current.type !== type) throw unexpected(this.current, TYPE_WORDS[type])
    return this.next()
  }
}

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

/** Creates the error for a token that is not permitted at its position. */
export function unexpected({ type, value, at }: Token, expected?: string): SyntaxFault {
  const got = value === '' ? TYPE_WORDS[type] : `\`${value}\``
  return new SyntaxFault(
    expected === undefined ? `unexpected ${got}` : `expected ${expected}, got ${got}`,
    at,
  )
}

function unreachable(): never {
  throw new Error('the parser is past the end of the tokens')
}
