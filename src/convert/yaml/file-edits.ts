import { isMap, isScalar, isSeq, type ParsedNode, type Scalar } from 'yaml'
import { Unconvertible } from '../unconvertible.ts'
import { openYaml, scalarsIn, type YamlFile } from './open-file.ts'
import { scalarText } from './scalar-text.ts'

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
  /** The value of the scalar after the edit. */
  readonly value: string
}

/** Replaces scalars of a file in place. Every other byte stays unchanged. */
export class FileEdits {
  readonly #file: YamlFile
  readonly #inFlow: ReadonlySet<ParsedNode>
  readonly #edits = new Map<ParsedNode, Edit>()

  constructor(file: YamlFile) {
    this.#file = file
    this.#inFlow = new Set(nodesInFlow(file.root, false))
  }

  get isEmpty(): boolean {
    return this.#edits.size === 0
  }

  /**
   * Replaces the text of a scalar, in the same style, and adds a tag before it if one is given. Throws
   * Unconvertible.
   */
  replace(node: Scalar.Parsed, value: string, tag?: '!expr'): void {
    if (node.anchor) throw new Unconvertible('a value that an alias repeats')
    const [start, end] = node.range
    const written = this.#file.text.slice(start, end)
    const text = scalarText(value, { style: node.type, written, isInFlow: this.#inFlow.has(node) })
    this.#edits.set(node, { start, end, text: tag === undefined ? text : `${tag} ${text}`, value })
  }

  /** Replaces an unquoted word. */
  replaceWord(node: Scalar.Parsed, word: string): void {
    const [start, end] = node.range
    this.#edits.set(node, { start, end, text: word, value: word })
  }

  /**
   * Returns the text with all replacements. Throws Unconvertible if YAML would read other values than the
   * replacements.
   */
  apply(): string {
    const edits = [...this.#edits.values()].sort((one, other) => one.start - other.start)
    let text = ''
    let at = 0
    for (const edit of edits) {
      text += this.#file.text.slice(at, edit.start) + edit.text
      at = edit.end
    }
    text += this.#file.text.slice(at)
    this.#mustRead(text)
    return text
  }

  #mustRead(text: string): void {
    const wanted = scalarsIn(this.#file.root).map(node => this.#edits.get(node)?.value ?? String(node.value))
    const found = scalarsIn(openYaml(text, '').root).map(node => String(node.value))
    if (wanted.length !== found.length || wanted.some((value, index) => value !== found[index]))
      throw new Unconvertible('a value that cannot be written in its place')
  }
}

function nodesInFlow(node: ParsedNode | null, isInFlow: boolean): ParsedNode[] {
  if (isScalar(node)) return isInFlow ? [node] : []
  if (isSeq(node))
    return node.items.flatMap(item => nodesInFlow(item as ParsedNode, isInFlow || node.flow === true))
  if (!isMap(node)) return []
  return node.items.flatMap(({ key, value }) =>
    [key, value].flatMap(part => nodesInFlow(part as ParsedNode | null, isInFlow || node.flow === true)),
  )
}
