import { escapeRegex } from '../../base/escape-regex.ts'
import { SyntaxFault } from './error.ts'
import { unquote } from './string-literal.ts'
import { rootPattern, TAG_DEFAULTS, type Tag, type TagOptions, tagOf } from './tags.ts'

export type TokenType =
  | 'text'
  | 'variable begin'
  | 'variable end'
  | 'block begin'
  | 'block end'
  | 'name'
  | 'string'
  | 'number'
  | 'operator'
  | 'end'

export interface Token {
  readonly type: TokenType
  /**
   * The text, name or operator, a string without quotes and with its escapes replaced, or the digits of a
   * number.
   */
  readonly value: string
  /** Offset in the template. */
  readonly at: number
}

const WHITE_SPACE = /\s+/y
// The patterns of jinja2/lexer.py, with JavaScript's names of character classes.
const NUMBER =
  /(?:(?<![.])(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)|0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*)/iy
const NAME = /[\p{ID_Start}_][\p{ID_Continue}]*/uy
const STRING = /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/y
/** A string in which backslashes are ordinary characters. */
const RAW_STRING = /'[^']*'|"[^"]*"/y
const OPERATOR = /\*\*|\/\/|==|!=|>=|<=|[-+*/%~()[\]{}.,:|<>=;]/y
const OPENED_BY: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }

/**
 * Splits a template into tokens as jinja2/lexer.py (3.1) does. Comments, and white space that the tags remove, are
 * dropped; text tokens hold exactly the text to be written. All line breaks are ` `; by default the one at the end of
 * the template is removed, as in Jinja2. Throws SyntaxFault.
 */
export function tokenize(source: string, options: TagOptions): Token[] {
  return new Lexer(source, options).tokens()
}

/** Splits a stand-alone expression into tokens. Throws SyntaxFault. */
export function tokenizeExpression(source: string): Token[] {
  return new Lexer(source, TAG_DEFAULTS).expression()
}

/** Reads one template. */
class Lexer {
  readonly #source: string
  readonly #options: TagOptions
  readonly #found: Token[] = []
  readonly #root: RegExp
  #at = 0
  #isAtLineStart = true

  constructor(source: string, options: TagOptions) {
    this.#source = options.keepsTrailingNewline ? source : source.replace(/\n$/, '')
    this.#options = options
    this.#root = rootPattern(options)
  }

  tokens(): Token[] {
    while (this.#at < this.#source.length) this.#readTag()
    this.#add('end', '')
    return this.#found
  }

  expression(): Token[] {
    const open: OpenBracket[] = []
    while (this.#at < this.#source.length) this.#readCodeToken(open, STRING)
    const last = open.at(-1)
    if (last) throw new SyntaxFault(`\`${last.bracket}\` is not closed`, last.at)
    this.#add('end', '')
    return this.#found
  }

  #readTag(): void {
    this.#root.lastIndex = this.#at
    const match = this.#root.exec(this.#source)
    if (!match?.groups) {
      this.#addText(this.#source.slice(this.#at))
      this.#at = this.#source.length
      return
    }
    const tag = tagOf(match.groups)
    const sign = match.groups[`${tag.replace(' ', '_')}_sign`] ?? ''
    this.#addText(this.#strippedBefore(this.#source.slice(this.#at, match.index), tag, sign))
    const begin = match.index
    this.#at = match.index + match[0].length
    if (tag === 'raw') this.#readRaw(begin)
    else if (tag === 'comment') this.#readComment(begin)
    else if (tag === 'line comment') this.#skipTo(/(?=\n|$)/g)
    else this.#readCode(tag, begin)
  }

  #strippedBefore(text: string, tag: Tag, sign: string): string {
    if (sign === '-') return text.trimEnd()
    if (sign === '+' || !this.#options.lstripBlocks || tag === 'variable') return text
    const lineStart = text.lastIndexOf('\n') + 1
    const isOwnLine = (lineStart > 0 || this.#isAtLineStart) && /^\s+$/.test(text.slice(lineStart))
    return isOwnLine ? text.slice(0, lineStart) : text
  }

  #readComment(begin: number): void {
    const end = this.#skipTo(this.#blockEnd(escapeRegex(this.#options.commentEnd)))
    if (!end) throw new SyntaxFault('the comment is not closed', begin)
  }

  #readRaw(begin: number): void {
    const { blockStart, blockEnd } = this.#options
    const from = this.#at
    const end = this.#skipTo(
      new RegExp(
        `${escapeRegex(blockStart)}(?<sign>[-+]?)\\s*endraw\\s*${this.#blockEnd(escapeRegex(blockEnd)).source}`,
        'g',
      ),
    )
    if (!end) throw new SyntaxFault('`raw` is not closed by `endraw`', begin)
    const text = this.#source.slice(from, end.index)
    this.#addText(this.#strippedBefore(text, 'block', end.groups?.sign ?? ''))
  }

  /** Returns a pattern for the end of a block or comment, including the white space that is removed after it. */
  #blockEnd(end: string): RegExp {
    return new RegExp(`(?:\\+${end}|-${end}\\s*|${end}${this.#options.trimBlocks ? '\\n?' : ''})`, 'g')
  }

  /** Continues after the next match and returns it. Returns undefined if there is none. */
  #skipTo(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#source)
    if (!match) return undefined
    this.#at = match.index + match[0].length
    this.#isAtLineStart = match[0].endsWith('\n')
    return match
  }

  #readCode(tag: Tag, begin: number): void {
    const [opened, closed] =
      tag === 'variable'
        ? (['variable begin', 'variable end'] as const)
        : (['block begin', 'block end'] as const)
    this.#found.push({ type: opened, value: '', at: begin })
    const end = new RegExp(this.#endOf(tag).source, 'y')
    const string = tag === 'variable' && this.#options.keepsBackslashes ? RAW_STRING : STRING
    const open: OpenBracket[] = []
    while (true) {
      const ended = open.length === 0 ? this.#match(end) : undefined
      if (ended !== undefined) {
        this.#found.push({ type: closed, value: '', at: this.#at })
        this.#at += ended.length
        this.#isAtLineStart = ended.endsWith('\n')
        return
      }
      if (this.#at >= this.#source.length) {
        const last = open.at(-1)
        if (last) throw new SyntaxFault(`\`${last.bracket}\` is not closed`, last.at)
        throw new SyntaxFault(`the ${tag === 'variable' ? 'expression' : 'block'} is not closed`, begin)
      }
      this.#readCodeToken(open, string)
    }
  }

  #readCodeToken(open: OpenBracket[], string: RegExp): void {
    const space = this.#match(WHITE_SPACE)
    if (space !== undefined) {
      this.#at += space.length
      return
    }
    const text = this.#match(string)
    if (text !== undefined) {
      this.#add('string', string === RAW_STRING ? text.slice(1, -1) : unquote(text, this.#at))
      this.#at += text.length
      return
    }
    for (const [type, pattern] of CODE_TOKENS) {
      const value = this.#match(pattern)
      if (value === undefined) continue
      if (type === 'operator') balance(open, value, this.#at)
      this.#add(type, value)
      this.#at += value.length
      return
    }
    throw new SyntaxFault(
      `unexpected character \`${String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0)}\``,
      this.#at,
    )
  }

  #endOf(tag: Tag): RegExp {
    const { variableEnd, blockEnd } = this.#options
    if (tag === 'line statement') return /[^\S\n]*(?:\n|$)/
    if (tag === 'block') return this.#blockEnd(escapeRegex(blockEnd))
    const end = escapeRegex(variableEnd)
    return new RegExp(`(?:-${end}\\s*|${end})`)
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    return pattern.exec(this.#source)?.[0]
  }

  #addText(text: string): void {
    if (text !== '')
      this.#add(
        'text',
        text.replaceAll('\n', () => this.#options.newlineSequence),
      )
  }

  #add(type: TokenType, value: string): void {
    this.#found.push({ type, value, at: this.#at })
  }
}

const CODE_TOKENS = [
  ['number', NUMBER],
  ['name', NAME],
  ['operator', OPERATOR],
] as const

interface OpenBracket {
  readonly bracket: string
  readonly at: number
}

function balance(open: OpenBracket[], operator: string, at: number): void {
  if ('([{'.includes(operator)) open.push({ bracket: operator, at })
  const opening = OPENED_BY[operator]
  if (opening !== undefined && open.pop()?.bracket !== opening)
    throw new SyntaxFault(`unexpected \`${operator}\``, at)
}
