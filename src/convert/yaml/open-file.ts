import {
  Composer,
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  Parser,
  type Scalar,
} from 'yaml'
import { InputError, type Place, type Source } from '../../errors.ts'
import { sourceOf } from '../../yaml/to-source.ts'
import { Unconvertible } from '../unconvertible.ts'

/** A YAML file of Ansible with the parser's nodes, whose ranges are offsets in the text. */
export interface YamlFile {
  readonly text: string
  /** The root node; null if the file contains only comments. */
  readonly root: ParsedNode | null
  readonly placeOf: (node: ParsedNode) => Place
  readonly sourceOf: (node: ParsedNode) => Source
}

/**
 * Parses a YAML file with all scalars as strings. Throws Unconvertible for syntax that only PyYAML accepts, and for
 * more than one document.
 */
export function openYaml(text: string, file: string): YamlFile {
  const lines = new LineCounter()
  const tokens = [...new Parser(lines.addNewLine).parse(text)]
  const composer = new Composer({ schema: 'failsafe', resolveKnownTags: false, uniqueKeys: false })
  const documents = [...composer.compose(tokens, true, text.length)] as Document.Parsed<ParsedNode>[]
  const [first, second] = documents.filter(({ contents }) => contents !== null && !isEmpty(contents))
  const [error] = documents.flatMap(({ errors }) => errors)
  if (error) throw new Unconvertible(`this is not YAML 1.2: ${error.message.split('\n')[0]}`)
  if (second) throw new Unconvertible('a file with two documents')
  const root = first?.contents ?? null
  if (root) refuseTwins(root)
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  return {
    text,
    root,
    placeOf: node => placeAt(node.range[0]),
    sourceOf: node => read(node, placeAt),
  }
}

/** Returns every scalar of a file, including keys, in the order of the text. */
export function scalarsIn(node: ParsedNode | null): Scalar.Parsed[] {
  if (isScalar(node)) return [node as Scalar.Parsed]
  if (isSeq(node)) return node.items.flatMap(item => scalarsIn(item as ParsedNode))
  if (!isMap(node)) return []
  return node.items.flatMap(({ key, value }) => [
    ...scalarsIn(key as ParsedNode),
    ...scalarsIn(value as ParsedNode | null),
  ])
}

function read(node: ParsedNode, placeAt: (offset: number) => Place): Source {
  try {
    return sourceOf(node, placeAt, 'ansible')
  } catch (error) {
    if (error instanceof InputError) throw new Unconvertible(error.message)
    throw error
  }
}

/** Throws Unconvertible if a key occurs twice: Ansible uses the last one, Drover refuses both. */
function refuseTwins(node: ParsedNode | null): void {
  if (isSeq(node)) for (const item of node.items) refuseTwins(item as ParsedNode)
  if (!isMap(node)) return
  const keys = node.items.map(({ key }) => (isScalar(key) ? String(key.value) : ''))
  const duplicate = keys.find((key, index) => key !== '<<' && keys.indexOf(key) !== index)
  if (duplicate !== undefined) throw new Unconvertible(`the key \`${duplicate}\` occurs twice`)
  for (const { value } of node.items) refuseTwins(value as ParsedNode | null)
}

function isEmpty(node: ParsedNode): boolean {
  return isScalar(node) && node.value === '' && node.type === 'PLAIN' && !node.tag && !node.anchor
}
