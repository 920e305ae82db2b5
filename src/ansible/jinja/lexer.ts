import { JinjaError } from './fault.ts'

/** How a template is delimited and which white space goes: the options of Jinja2's environment. */
export interface LexerOptions {
  readonly blockStart: string
  readonly blockEnd: string
  readonly variableStart: string
  readonly variableEnd: string
  readonly commentStart: string
  readonly commentEnd: string
  /** The line break behind a block goes. */
  readonly trimBlocks: boolean
  /** White space before a block at the beginning of its line goes. */
  readonly lstripBlocks: boolean
  /** What each line break of the template becomes. */
  readonly newlineSequence: string
  readonly lineStatementPrefix?: string
  readonly lineCommentPrefix?: string
}

export const JINJA_DEFAULTS: LexerOptions = {
  blockStart: '{%',
  blockEnd: '%}',
  variableStart: '{{',
  variableEnd: '}}',
  commentStart: '{#',
  commentEnd: '#}',
  trimBlocks: false,
  lstripBlocks: false,
  newlineSequence: '\n',
}

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
  /** The text, the name, the operator, the string without quotes and escapes, or the digits. */
  readonly value: string
  /** Offset in the template. */
  readonly at: number
}

const WHITE_SPACE = /\s+/y
// The patterns of jinja2/lexer.py, with JavaScript's names of classes.
const NUMBER =
  /(?:(?<![.])(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)|0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*)/iy
const NAME = /[\p{ID_Start}_][\p{ID_Continue}]*/uy
const STRING = /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/y
const OPERATOR = /\*\*|\/\/|==|!=|>=|<=|[-+*/%~()[\]{}.,:|<>=;]/y
const OPENED_BY: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }

/**
 * The tokens of a template, as jinja2/lexer.py (3.1) gives them: comments and white space are gone, the text is what is to be
 * written. One line break at the end of the template goes, as in Jinja2 by default. Throws JinjaError.
 */
export function tokenize(source: string, options: LexerOptions): Token[] {
  return new Lexer(source, options).tokens()
}

type Tag = 'raw' | 'comment' | 'block' | 'variable' | 'line statement' | 'line comment'

/** Open while one template is read. */
class Lexer {
  readonly #source: string
  readonly #options: LexerOptions
  readonly #found: Token[] = []
  readonly #root: RegExp
  #at = 0
  #isAtLineStart = true

  constructor(source: string, options: LexerOptions) {
    // Offsets stay those of the text as it was written, since line breaks are normalised only in what is written.
    this.#source = source.replace(/(\r\n|\r|\n)$/, '')
    this.#options = options
    this.#root = rootPattern(options)
  }

  tokens(): Token[] {
    while (this.#at < this.#source.length) this.#readTag()
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
    const end = this.#skipTo(this.#blockEnd(literal(this.#options.commentEnd)))
    if (!end) throw new JinjaError('the comment is not closed', begin)
  }

  #readRaw(begin: number): void {
    const { blockStart, blockEnd } = this.#options
    const from = this.#at
    const end = this.#skipTo(
      new RegExp(
        `${literal(blockStart)}(?<sign>[-+]?)\\s*endraw\\s*${this.#blockEnd(literal(blockEnd)).source}`,
        'g',
      ),
    )
    if (!end) throw new JinjaError('`raw` is not closed by `endraw`', begin)
    const text = this.#source.slice(from, end.index)
    this.#addText(this.#strippedBefore(text, 'block', end.groups?.sign ?? ''))
  }

  /** The end of a block or comment with the white space that goes with it. */
  #blockEnd(end: string): RegExp {
    return new RegExp(`(?:\\+${end}|-${end}\\s*|${end}${this.#options.trimBlocks ? '\\n?' : ''})`, 'g')
  }

  /** Goes on behind the next match; undefined where there is none. */
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
    const open: { bracket: string; at: number }[] = []
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
        if (last) throw new JinjaError(`\`${last.bracket}\` is not closed`, last.at)
        throw new JinjaError(`the ${tag === 'variable' ? 'expression' : 'block'} is not closed`, begin)
      }
      this.#readCodeToken(open)
    }
  }

  #readCodeToken(open: { bracket: string; at: number }[]): void {
    const space = this.#match(WHITE_SPACE)
    if (space !== undefined) {
      this.#at += space.length
      return
    }
    for (const [type, pattern] of CODE_TOKENS) {
      const value = this.#match(pattern)
      if (value === undefined) continue
      if (type === 'operator') balance(open, value, this.#at)
      this.#add(type, type === 'string' ? unquote(value, this.#at) : value)
      this.#at += value.length
      return
    }
    throw new JinjaError(
      `unexpected character \`${String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0)}\``,
      this.#at,
    )
  }

  #endOf(tag: Tag): RegExp {
    const { variableEnd, blockEnd } = this.#options
    if (tag === 'line statement') return /[^\S\n]*(?:\n|$)/
    if (tag === 'block') return this.#blockEnd(literal(blockEnd))
    const end = literal(variableEnd)
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
        text.replace(/\r\n|\r|\n/g, () => this.#options.newlineSequence),
      )
  }

  #add(type: TokenType, value: string): void {
    this.#found.push({ type, value, at: this.#at })
  }
}

const CODE_TOKENS = [
  ['number', NUMBER],
  ['name', NAME],
  ['string', STRING],
  ['operator', OPERATOR],
] as const

function balance(open: { bracket: string; at: number }[], operator: string, at: number): void {
  if ('([{'.includes(operator)) open.push({ bracket: operator, at })
  const opening = OPENED_BY[operator]
  if (opening !== undefined && open.pop()?.bracket !== opening)
    throw new JinjaError(`unexpected \`${operator}\``, at)
}

/** Begins of tags, the longest delimiter first, as Jinja2 sorts them. */
function rootPattern(options: LexerOptions): RegExp {
  const { blockStart, blockEnd, variableStart, commentStart, lineStatementPrefix, lineCommentPrefix } =
    options
  const tags: [name: string, delimiter: string, pattern: string][] = [
    ['comment', commentStart, literal(commentStart)],
    ['block', blockStart, literal(blockStart)],
    ['variable', variableStart, literal(variableStart)],
  ]
  if (lineStatementPrefix !== undefined) {
    tags.push(['line_statement', lineStatementPrefix, `^[ \\t\\v]*${literal(lineStatementPrefix)}`])
  }
  if (lineCommentPrefix !== undefined) {
    tags.push(['line_comment', lineCommentPrefix, `(?:^|(?<=\\S))[^\\S\\r\\n]*${literal(lineCommentPrefix)}`])
  }
  tags.sort((one, other) => other[1].length - one[1].length)
  const raw = `(?<raw>${literal(blockStart)}(?<raw_sign>[-+]?)\\s*raw\\s*(?:-${literal(blockEnd)}\\s*|${literal(blockEnd)}))`
  const others = tags.map(([name, , pattern]) => `(?<${name}>${pattern}(?<${name}_sign>[-+]?))`)
  return new RegExp([raw, ...others].join('|'), 'gm')
}

function tagOf(groups: Readonly<Record<string, string | undefined>>): Tag {
  const names = ['raw', 'comment', 'block', 'variable', 'line_statement', 'line_comment'] as const
  return (names.find(name => groups[name] !== undefined) ?? 'variable').replace('_', ' ') as Tag
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\u0007',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
}

/** A string literal's value: the escapes of Python's text literals. */
function unquote(literal: string, at: number): string {
  return literal
    .slice(1, -1)
    .replace(/\r\n|\r/g, '\n')
    .replace(
      /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/g,
      (whole, octal, two, four, eight, other) => {
        if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8))
        const code = two ?? four ?? eight
        if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16))
        if ('xuUN'.includes(other))
          throw new JinjaError(`\`${whole}\` is not an escape that text can have`, at)
        return ESCAPES[other] ?? whole
      },
    )
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
}
