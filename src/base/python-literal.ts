import { Float, float } from './float.ts'

/** The value of a Python literal. Tuples and sets become lists, and integers too large to be exact become strings. */
export type Literal =
  | string
  | number
  | Float
  | boolean
  | null
  | readonly Literal[]
  | { readonly [key: string]: Literal }

/**
 * Returns the value of a string that is a Python literal, as Python's `ast.literal_eval` does: numbers, strings,
 * `True`, lists, tuples, sets and dicts. With `hasJsonNames` it may also contain `true`, `false` and `null`. Returns
 * undefined if it is not a literal; Ansible then uses the string as it is.
 */
export function pythonLiteral(
  text: string,
  { hasJsonNames = false }: { hasJsonNames?: boolean } = {},
): Literal | undefined {
  try {
    return new Reader(text, hasJsonNames ? NAMES_WITH_JSON : NAMES).whole()
  } catch (error) {
    if (error instanceof NoLiteral) return undefined
    throw error
  }
}

class NoLiteral extends Error {}

const NUMBER =
  /(?:0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:\d(?:_?\d)*)?\.\d(?:_?\d)*(?:[eE][-+]?\d(?:_?\d)*)?|\d(?:_?\d)*\.?(?:[eE][-+]?\d(?:_?\d)*)?)/y
const STRING_START = /(?:[uU]|[rR][bB]?|[bB][rR]?)?('''|"""|'|")/y
const NAME = /[A-Za-z_]\w*/y
const SPACE = /(?:\s|\\\n|#[^\n]*)*/y
const NAMES: ReadonlyMap<string, Literal> = new Map([
  ['True', true],
  ['False', false],
  ['None', null],
])
const NAMES_WITH_JSON: ReadonlyMap<string, Literal> = new Map<string, Literal>([
  ...NAMES,
  ['true', true],
  ['false', false],
  ['null', null],
])
/** The deepest nesting of a literal: each level is a recursive call. */
const MOST_DEPTH = 100

class Reader {
  readonly #text: string
  readonly #names: ReadonlyMap<string, Literal>
  #at = 0
  #depth = 0

  constructor(text: string, names: ReadonlyMap<string, Literal>) {
    this.#text = text
    this.#names = names
  }

  /** Reads the whole string: one value, or several separated by commas, which are a tuple. */
  whole(): Literal {
    const [first, ...others] = this.#items('')
    if (first === undefined) throw new NoLiteral()
    return others.length > 0 || this.#endsInComma ? [first, ...others] : first
  }

  #endsInComma = false

  /** Reads values separated by commas, up to a closing bracket; up to the end of the string if `close` is empty. */
  #items(close: string): Literal[] {
    const items: Literal[] = []
    this.#endsInComma = false
    while (!this.#takesEnd(close)) {
      if (items.length > 0 && !this.#endsInComma) throw new NoLiteral()
      items.push(this.#value())
      this.#endsInComma = this.#takes(',')
    }
    return items
  }

  #value(): Literal {
    this.#depth += 1
    if (this.#depth > MOST_DEPTH) throw new NoLiteral()
    const value = this.#inner()
    this.#depth -= 1
    return value
  }

  #inner(): Literal {
    if (this.#takes('[')) return this.#items(']')
    if (this.#takes('(')) return this.#parenthesized()
    if (this.#takes('{')) return this.#braced()
    const sign = this.#takes('-') ? -1 : 1
    const isSigned = sign < 0 || this.#takes('+')
    this.#match(SPACE)
    const number = this.#match(NUMBER)
    if (number !== undefined) return numberOf(number[0], sign)
    if (isSigned) throw new NoLiteral()
    const text = this.#strings()
    if (text !== undefined) return text
    const value = this.#names.get(this.#match(NAME)?.[0] ?? '')
    if (value === undefined) throw new NoLiteral()
    return value
  }

  #parenthesized(): Literal {
    const items = this.#items(')')
    const [only] = items
    return items.length === 1 && only !== undefined && !this.#endsInComma ? only : items
  }

  #braced(): Literal {
    if (this.#takes('}')) return {}
    const first = this.#value()
    if (!this.#takes(':')) {
      return this.#set(first)
    }
    const entries = new Map([[keyOf(first), this.#value()]])
    while (!this.#takes('}')) {
      if (!this.#takes(',')) throw new NoLiteral()
      if (this.#takes('}')) break
      const key = keyOf(this.#value())
      if (!this.#takes(':')) throw new NoLiteral()
      entries.set(key, this.#value())
    }
    return Object.fromEntries(entries)
  }

  /**
   * Reads the rest of a set. A set cannot contain lists and dicts, so that a template such as `{{ [a] }}` is not a
   * literal.
   */
  #set(first: Literal): Literal {
    if (!this.#takes(',') && !this.#takes('}')) throw new NoLiteral()
    const isClosed = this.#text[this.#at - 1] === '}'
    const items = [first, ...(isClosed ? [] : this.#items('}'))]
    if (items.some(isCollection)) throw new NoLiteral()
    return items
  }

  /** Reads adjacent string literals, which are one string. */
  #strings(): string | undefined {
    let text: string | undefined
    for (let start = this.#match(STRING_START); start; start = this.#match(STRING_START)) {
      text = (text ?? '') + this.#string(start[1] ?? '', /r/i.test(start[0]))
      this.#match(SPACE)
    }
    return text
  }

  #string(quote: string, isRaw: boolean): string {
    const start = this.#at
    while (!this.#text.startsWith(quote, this.#at)) {
      const isLineEnd = this.#text[this.#at] === '\n' && quote.length === 1
      if (this.#at >= this.#text.length || isLineEnd) throw new NoLiteral()
      this.#at += this.#text[this.#at] === '\\' ? 2 : 1
    }
    const inner = this.#text.slice(start, this.#at)
    this.#at += quote.length
    return isRaw ? inner : unescaped(inner)
  }

  #takesEnd(close: string): boolean {
    if (close !== '') return this.#takes(close)
    this.#match(SPACE)
    return this.#at >= this.#text.length
  }

  #takes(sign: string): boolean {
    this.#match(SPACE)
    const found = this.#text.startsWith(sign, this.#at)
    if (found) this.#at += sign.length
    return found
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    if (found === null) return undefined
    this.#at += found[0].length
    return found
  }
}

function keyOf(key: Literal): string {
  if (isCollection(key)) throw new NoLiteral()
  return String(key)
}

function isCollection(value: Literal): boolean {
  return typeof value === 'object' && value !== null && !(value instanceof Float)
}

function numberOf(written: string, sign: number): Literal {
  const plain = written.replaceAll('_', '')
  if (/^0\d*[1-9]\d*$/.test(plain)) throw new NoLiteral()
  const value = sign * Number(plain)
  const isWhole = /^(?:\d+|0[xXoObB][\da-fA-F]+)$/.test(plain)
  if (isWhole && !Number.isSafeInteger(value)) return `${sign < 0 ? '-' : ''}${BigInt(plain)}`
  if (!isWhole) return float(value)
  return value === 0 ? 0 : value
}

const ESCAPE = /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|(\n)|(.))/gs
const SIGNS: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
  ...{ '\\': '\\', "'": "'", '"': '"' },
}

function unescaped(text: string): string {
  return text.replace(ESCAPE, (...match) => {
    const [whole, octal, hex, short, long, newline, sign] = match
    if (newline !== undefined) return ''
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8))
    const code = hex ?? short ?? long
    if (code === undefined) return SIGNS[sign] ?? whole
    const point = Number.parseInt(code, 16)
    if (point > 0x10ffff) throw new NoLiteral()
    return String.fromCodePoint(point)
  })
}
