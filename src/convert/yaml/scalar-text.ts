import type { Scalar } from 'yaml'
import { scalarValue } from '../../yaml/scalar.ts'
import { Unconvertible } from '../unconvertible.ts'

/** How a scalar is written in its file. */
export interface ScalarPlace {
  readonly style: Scalar.Type | undefined
  /** Its text in the file, including the header of a block scalar. */
  readonly written: string
  /** Whether it is within `[ ]` or `{ }`. */
  readonly isInFlow: boolean
}

/**
 * Writes a string as a YAML scalar in the style of the one that it replaces, if that style can represent it. Throws
 * Unconvertible.
 */
export function scalarText(value: string, { style, written, isInFlow }: ScalarPlace): string {
  if (style === 'BLOCK_LITERAL' || style === 'BLOCK_FOLDED')
    return blockText(value, written, style === 'BLOCK_FOLDED')
  if (style === 'PLAIN' && isPlain(value, isInFlow)) return value
  return quoted(value, style === 'QUOTE_SINGLE' ? "'" : '"')
}

const PLACE = { file: '', line: 1, column: 1 }

/** Whether YAML reads the unquoted text as that string. */
function isPlain(value: string, isInFlow: boolean): boolean {
  if (!/^[A-Za-z_(/.][^\n\r\t]*$/.test(value) || /: |:$| #|\s$/.test(value)) return false
  if (isInFlow && /[,[\]{}]/.test(value)) return false
  return scalarValue(value, { style: 'plain', tag: undefined, dialect: 'ansible' }, PLACE) === value
}

/** Quotes a string with these quotes, or with the other ones if it contains these. */
function quoted(value: string, quote: "'" | '"'): string {
  const needsEscapes = /[\n\r\t\u0000-\u001f\u007f]/.test(value)
  if (needsEscapes) return JSON.stringify(value)
  const isEasyInDouble = !/["\\]/.test(value)
  const isEasyInSingle = !value.includes("'")
  if (quote === '"' ? isEasyInDouble : isEasyInDouble && !isEasyInSingle) return `"${value}"`
  if (isEasyInSingle || quote === "'") return `'${value.replaceAll("'", "''")}'`
  return JSON.stringify(value)
}

/** The maximum length of a line of a folded scalar, without its indentation. */
const WIDTH = 100

function blockText(value: string, written: string, isFolded: boolean): string {
  const [header = '', ...lines] = written.split('\n')
  const [, comment = ''] = /^[|>][-+\d]*(\s+#.*)?\s*$/.exec(header) ?? []
  const indent = /^ */.exec(lines.find(line => line.trim() !== '') ?? '')?.[0] ?? ''
  const breaks = /\n*$/.exec(value)?.[0].length ?? 0
  const body = value.slice(0, value.length - breaks)
  if (breaks > 1 || indent === '' || /^[ \n]/.test(body) || body === '')
    throw new Unconvertible('a block of text that begins or ends with white space')
  const keepsFolds = isFolded && !body.includes('\n')
  const ownLines = keepsFolds ? folded(body) : body.split('\n')
  const text = ownLines.map(line => (line === '' ? '' : indent + line)).join('\n')
  const end = written.endsWith('\n') ? '\n' : ''
  return `${keepsFolds ? '>' : '|'}${breaks === 0 ? '-' : ''}${comment}\n${text}${end}`
}

/** Folds a single line into several, at single spaces. */
function folded(text: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/(?<=\S) (?=\S)/)) {
    if (line !== '' && line.length + word.length >= WIDTH) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
