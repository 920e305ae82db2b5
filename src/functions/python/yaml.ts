import { Float } from '../../base/float.ts'
import { analyzeScalar, escaped, isPlain, NEEDS_ESCAPE } from './scalar-styles.ts'
import { byCodePoint } from './text.ts'

export interface YamlStyle {
  /** The number of spaces per level, 2 to 9. */
  readonly indent?: number
  /** Lines are broken at the first space after this column. */
  readonly width?: number
  readonly sortsKeys?: boolean
  /**
   * Which lists and maps are written in flow style, `[a, b]` and `{a: b}`: those that contain only scalars, all, or
   * none.
   */
  readonly flow?: Flow
  /** The quotes around every scalar. A map or list is then written on one line only with `flow: 'all'`. */
  readonly quotes?: '"' | "'" | undefined
  /** Whether the document begins with `---`. */
  readonly isStarted?: boolean
  /** Whether the document ends with `...`. */
  readonly isEnded?: boolean
}

export type Flow = 'leaves' | 'all' | 'none'

/**
 * Writes plain data as YAML 1.1, byte for byte as Ansible does: by PyYAML's CSafeDumper with `allow_unicode`
 * (libyaml's emitter.c, PyYAML's representer.py and resolver.py), except for anchors: a list that occurs twice is
 * written twice.
 */
export function pythonYaml(value: unknown, style: YamlStyle = {}): string {
  return new Emitter(style).document(value, style)
}

interface NodePosition {
  /** Whether the node is the value of a map entry. */
  readonly isValue?: boolean
  /** Whether the node is the key of a map entry. */
  readonly isKey?: boolean
}

type Collection = readonly unknown[] | Readonly<Record<string, unknown>>

/** Writes one document. */
class Emitter {
  readonly #indentBy: number
  readonly #width: number
  readonly #sortsKeys: boolean
  readonly #flow: Flow
  readonly #quotes: YamlStyle['quotes']
  #out = ''
  #column = 0
  #indent: number | undefined
  #flowLevel = 0
  /**
   * Whether the last character was white space (`#isAfterSpace`), or belongs to the indentation, including `-` and
   * `?` (`#isAfterIndent`).
   */
  #isAfterSpace = true
  #isAfterIndent = true

  constructor({ indent = 2, width = 80, sortsKeys = true, flow = 'leaves', quotes }: YamlStyle) {
    this.#indentBy = indent > 1 && indent < 10 ? indent : 2
    this.#width = width > this.#indentBy * 2 ? width : 80
    this.#sortsKeys = sortsKeys
    this.#flow = flow
    this.#quotes = quotes
  }

  document(value: unknown, { isStarted = false, isEnded = false }: YamlStyle): string {
    if (isStarted) this.#indicator('---', { isApart: true })
    this.#node(value, {})
    this.#writeIndent()
    if (isEnded) {
      this.#indicator('...', { isApart: true })
      this.#writeIndent()
    }
    return this.#out
  }

  #node(value: unknown, position: NodePosition): void {
    if (!isCollection(value)) {
      this.#indented(true, false, () => this.#scalar(value, position))
      return
    }
    const isFlow = this.#flowLevel > 0 || this.#isFlow(value)
    if (isFlow) this.#flowCollection(value)
    else if (Array.isArray(value)) this.#blockList(value, position)
    else this.#blockMap(value as Readonly<Record<string, unknown>>)
  }

  #isFlow(value: Collection): boolean {
    const parts = Object.values(value)
    if (parts.length === 0 || this.#flow === 'all') return true
    return this.#flow === 'leaves' && !this.#quotes && !parts.some(isCollection)
  }

  #indented(isFlow: boolean, isSame: boolean, write: () => void): void {
    const outer = this.#indent
    if (outer === undefined) this.#indent = isFlow ? this.#indentBy : 0
    else if (!isSame) this.#indent = outer + this.#indentBy
    write()
    this.#indent = outer
  }

  #flowCollection(value: Collection): void {
    const [open, close] = Array.isArray(value) ? '[]' : '{}'
    this.#indicator(open ?? '', { isApart: true, isSpace: true })
    this.#flowLevel += 1
    const outer = this.#indent
    this.#indent = (outer ?? 0) + this.#indentBy
    for (const [index, part] of this.#parts(value).entries()) {
      if (index > 0) this.#indicator(',')
      if (this.#column > this.#width) this.#writeIndent()
      if (Array.isArray(value)) this.#node(part, {})
      else this.#entry(part as readonly [string, unknown])
    }
    this.#indent = outer
    this.#flowLevel -= 1
    this.#indicator(close ?? '')
  }

  /** Returns the items of a list or the entries of a map. */
  #parts(value: Collection): readonly unknown[] {
    if (Array.isArray(value)) return value
    const entries = Object.entries(value)
    return this.#sortsKeys ? entries.sort(([one], [other]) => byCodePoint(one, other)) : entries
  }

  #blockList(items: readonly unknown[], { isValue = false }: NodePosition): void {
    this.#indented(false, isValue && !this.#isAfterIndent, () => {
      for (const item of items) {
        this.#writeIndent()
        this.#indicator('-', { isApart: true, isIndent: true })
        this.#node(item, {})
      }
    })
  }

  #blockMap(value: Readonly<Record<string, unknown>>): void {
    this.#indented(false, false, () => {
      for (const entry of this.#parts(value)) {
        this.#writeIndent()
        this.#entry(entry as readonly [string, unknown])
      }
    })
  }

  #entry([key, value]: readonly [string, unknown]): void {
    if (isSimpleKey(key)) {
      this.#node(key, { isKey: true })
      this.#indicator(':')
      this.#node(value, { isValue: true })
      return
    }
    const isBlock = this.#flowLevel === 0
    this.#indicator('?', { isApart: true, isIndent: isBlock })
    this.#node(key, { isValue: true })
    if (isBlock || this.#column > this.#width) this.#writeIndent()
    this.#indicator(':', { isApart: true, isIndent: isBlock })
    this.#node(value, { isValue: true })
  }

  #scalar(value: unknown, { isKey = false }: NodePosition): void {
    const analysis = analyzeScalar(value)
    const { text, allowsSingleQuotes, hasBreaks } = analysis
    const isUnfit = (isKey && hasBreaks) || (text === '' && (isKey || this.#flowLevel > 0))
    if (this.#quotes && typeof value !== 'string') this.#indicator('!', { isApart: true })
    if (this.#quotes === '"') this.#doubleQuoted(text, !isKey)
    else if (!isUnfit && !this.#quotes && isPlain(analysis, value, this.#flowLevel > 0))
      this.#plain(text, !isKey)
    else if (allowsSingleQuotes && !(isKey && hasBreaks)) this.#singleQuoted(text, !isKey)
    else this.#doubleQuoted(text, !isKey)
  }

  #plain(text: string, splits: boolean): void {
    if (text === '') return
    if (!this.#isAfterSpace) this.#write(' ')
    this.#isAfterSpace = false
    this.#isAfterIndent = false
    for (const run of text.match(/ +|[^ ]+/g) ?? []) {
      if (run === ' ' && splits && this.#column > this.#width) {
        this.#writeIndent()
        this.#isAfterSpace = false
        this.#isAfterIndent = false
      } else this.#write(run)
    }
  }

  #singleQuoted(text: string, splits: boolean): void {
    this.#indicator("'", { isApart: true })
    const runs = text.match(/ +|[\r\n\x85\u2028\u2029]+|[^ \r\n\x85\u2028\u2029]+/g) ?? []
    for (const [index, run] of runs.entries()) {
      const isInner = index > 0 && index < runs.length - 1
      if (run === ' ' && splits && isInner && this.#column > this.#width) this.#writeIndent()
      else if (/^[\r\n\x85\u2028\u2029]/.test(run)) this.#breaks(run)
      else this.#write(run.replaceAll("'", "''"))
    }
    this.#indicator("'")
  }

  /** Writes line breaks within quotes: one more than the text has, because the first is read as a space. */
  #breaks(run: string): void {
    if (run.startsWith('\n')) this.#lineBreak()
    for (const each of run) this.#lineBreak(each)
    this.#writeIndent()
  }

  #doubleQuoted(text: string, splits: boolean): void {
    this.#indicator('"', { isApart: true })
    const all = [...text]
    for (const [at, character] of all.entries()) {
      const isFold = character === ' ' && all[at - 1] !== ' ' && at > 0 && at < all.length - 1
      if (isFold && splits && this.#column > this.#width) {
        this.#writeIndent()
        if (all[at + 1] === ' ') this.#write('\\')
      } else this.#write(NEEDS_ESCAPE.test(character) ? escaped(character) : character)
    }
    this.#indicator('"')
  }

  #indicator(
    sign: string,
    {
      isApart = false,
      isSpace = false,
      isIndent = false,
    }: { readonly isApart?: boolean; readonly isSpace?: boolean; readonly isIndent?: boolean } = {},
  ): void {
    this.#write(this.#isAfterSpace || !isApart ? sign : ` ${sign}`)
    this.#isAfterSpace = isSpace
    this.#isAfterIndent &&= isIndent
  }

  #writeIndent(): void {
    const indent = this.#indent ?? 0
    if (!this.#isAfterIndent || this.#column > indent || (this.#column === indent && !this.#isAfterSpace))
      this.#lineBreak()
    if (this.#column < indent) {
      this.#isAfterSpace = true
      this.#write(' '.repeat(indent - this.#column))
    }
  }

  #lineBreak(sign = '\n'): void {
    this.#isAfterSpace = true
    this.#isAfterIndent = true
    this.#out += sign
    this.#column = 0
  }

  #write(text: string): void {
    this.#out += text
    this.#column += [...text].length
  }
}

function isCollection(value: unknown): value is Collection {
  return typeof value === 'object' && value !== null && !(value instanceof Float)
}

function isSimpleKey(key: string): boolean {
  return !/[\r\n\x85\u2028\u2029]/.test(key) && Buffer.byteLength(key) <= 128
}
