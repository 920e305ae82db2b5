import { isUtf8 } from 'node:buffer'
import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { Composer, type Document, LineCounter, type ParsedNode, Parser } from 'yaml'
import { isEncrypted } from '../base/encrypted-file.ts'
import { noteInput } from '../base/files-read.ts'
import { isStandardInput } from '../base/standard-input.ts'
import { InputError, type Place, type Source } from '../errors.ts'
import { confidential } from './encrypted.ts'
import { type Indented, indentContinuations } from './indent-continuations.ts'
import type { Dialect, YamlReading } from './reading.ts'
import { checkDepth, checkText, syntaxError } from './syntax-errors.ts'
import { sourceOf } from './to-source.ts'
import { readVars } from './variables.ts'

/** The maximum size of a YAML file. Hand-written files are smaller; larger data belongs elsewhere. */
const MAX_BYTES = 10 * 1024 * 1024

/**
 * Parses YAML 1.2 (and so JSON), with the place of each value. Returns null if there are only comments. `yes` and
 * `on` stay strings, except in the dialect of Ansible. Dates and numbers with a leading zero (`0644`) always stay
 * strings. Throws InputError.
 */
export function parseYaml(text: string, file: string, dialect: Dialect = 'drover'): Source | null {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text
  // safety: a YAML file with control characters is refused
  checkText(body, file)
  const { documents, placeAt } = documentsIn({ text: body, added: new Map() }, file, dialect)
  const [document, second] = documents.filter(each => !isEmpty(each.contents))
  if (second?.contents) {
    throw new InputError('a file contains one YAML document, but a second one begins here', {
      place: placeAt(second.contents.range[0]),
      hint: 'remove the `---` line between them, or split the file',
    })
  }
  return document?.contents ? sourceOf(document.contents, placeAt, dialect) : null
}

/** The maximum number of values per file that are indented in a way that only PyYAML accepts. */
const MOST_INDENTED = 500

/** Parses the documents of a text. Throws InputError for the first error. */
function documentsIn(
  given: Indented,
  file: string,
  dialect: Dialect,
  tries = 0,
): {
  readonly documents: readonly Document.Parsed<ParsedNode>[]
  readonly placeAt: (offset: number) => Place
} {
  const { text, added } = given
  const lines = new LineCounter()
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col - (added.get(line - 1) ?? 0), 1) }
  }
  const tokens = [...new Parser(lines.addNewLine).parse(text)]
  checkDepth(tokens, placeAt)
  // Scalar types are resolved in to-source.ts: here all scalars are strings, regardless of a `%YAML` directive.
  const composer = new Composer({ schema: 'failsafe', resolveKnownTags: false, uniqueKeys: false })
  const documents = [...composer.compose(tokens, true, text.length)] as Document.Parsed<ParsedNode>[]
  for (const document of documents) {
    const [error] = document.errors
    const mended =
      error && dialect === 'ansible' && tries < MOST_INDENTED
        ? indentContinuations(given, tokens, error)
        : undefined
    if (mended) return documentsIn(mended, file, dialect, tries + 1)
    if (error) throw syntaxError(error, { text, tokens, placeAt })
    const [warning] = document.warnings.filter(each => each.code !== 'TAG_RESOLVE_FAILED')
    if (warning) throw syntaxError(warning, { text, tokens, placeAt })
  }
  return { documents, placeAt }
}

/**
 * Parses the YAML in an encrypted file. Its places count the decrypted lines. Throws InputError that does not
 * contain any of the content.
 */
export function parseEncrypted(bytes: Buffer, place: Place, reading: YamlReading): Source | null {
  const opened = reading.decrypt?.(bytes, place)
  if (!opened) throw new InputError('the file is encrypted, but no key is available here', { place })
  if (!isUtf8(opened)) throw new InputError('the decrypted content is not UTF-8 text', { place })
  try {
    return parseYaml(opened.toString('utf8'), place.file, reading.dialectOf?.(place.file))
  } catch (error) {
    // safety: an error in an encrypted file is reported without its content
    if (!(error instanceof InputError)) throw error
    const where = error.place ? `: see its line ${error.place.line}, column ${error.place.column}` : ''
    throw new InputError(`the decrypted content is not valid YAML${where}`, {
      place,
      hint: 'look at it with `run secret edit`, or `ansible-vault edit`',
    })
  }
}

/** Reads a YAML or JSON file. Throws InputError if it does not exist, is malformed or is empty. */
export function loadYaml(file: string): Source {
  const source = loadYamlIfAny(file)
  if (source) return source
  throw new InputError(`\`${file}\` is empty`, { place: { file: resolve(file), line: 1, column: 1 } })
}

/** Reads a file of variables; an empty file contains none. Throws InputError. */
export function loadVarsFile(
  file: string,
  reading: YamlReading = {},
  read: (source: Source, what: string) => VarsSource = readVars,
): VarsSource {
  const source = loadYamlIfAny(file, reading, confidential)
  return source ? read(source, 'a file of variables') : new Map()
}

/**
 * Reads a YAML or JSON file, decrypting it if it is encrypted. Returns null if it contains only comments. `marked`
 * is applied to the values of an encrypted file. Throws InputError.
 */
export function loadYamlIfAny(
  file: string,
  reading: YamlReading = {},
  marked: (source: Source) => Source = source => source,
): Source | null {
  const path = resolve(file)
  const bytes = readBytes(path)
  const place = { file: path, line: 1, column: 1 }
  if (isEncrypted(bytes)) {
    const source = parseEncrypted(bytes, place, reading)
    return source && marked(source)
  }
  if (!isUtf8(bytes)) {
    throw new InputError('the file is not UTF-8 text', { place, hint: 'save it again as UTF-8' })
  }
  return parseYaml(bytes.toString('utf8'), path, reading.dialectOf?.(path))
}

function readBytes(path: string): Buffer {
  try {
    const isStdin = isStandardInput(path)
    const { size } = isStdin ? { size: 0 } : statSync(path)
    // safety: a YAML file larger than 10 MB is refused
    if (size <= MAX_BYTES) {
      const bytes = readFileSync(isStdin ? 0 : path)
      noteInput(path, bytes)
      return bytes
    }
  } catch (error) {
    throw unreadable(path, error as NodeJS.ErrnoException)
  }
  throw new InputError(`\`${path}\` is larger than 10 MB`, {
    place: { file: path, line: 1, column: 1 },
    hint: 'split it, or put large data in its own file and `copy` it',
  })
}

function unreadable(path: string, error: NodeJS.ErrnoException): InputError {
  const reasons: Record<string, string> = {
    ENOENT: `there is no file \`${path}\``,
    ENOTDIR: `there is no file \`${path}\``,
    EISDIR: `\`${path}\` is a folder, expected a file`,
    EACCES: `\`${path}\` cannot be read: permission denied`,
  }
  const message = reasons[error.code ?? ''] ?? `\`${path}\` cannot be read: ${error.message}`
  return new InputError(message, { cause: error })
}

function isEmpty(node: ParsedNode | null): boolean {
  if (node === null) return true
  return 'value' in node && node.value === '' && node.type === 'PLAIN' && !node.tag && !node.anchor
}

/** Variables by name, with their values as written. They are rendered when they are read. */
export type VarsSource = ReadonlyMap<string, Source>
