import type { CST, ErrorCode, YAMLError } from 'yaml'
import { InputError, type Place } from '../errors.ts'
import { isQuoted, startOf } from './indent-continuations.ts'
import { misalignedLine } from './misaligned-line.ts'

/** The maximum nesting depth, more than any real file needs. It protects the parser, which recurses. */
const MAX_DEPTH = 200

/** A YAML text with its tokens. */
export interface ParsedText {
  readonly text: string
  readonly tokens: readonly CST.Token[]
  readonly placeAt: (offset: number) => Place
}

/**
 * Converts a parser error to an InputError: its message, the line with a caret, and a hint at what is usually meant.
 */
export function syntaxError(error: YAMLError, parsed: ParsedText): InputError {
  const { text, placeAt } = parsed
  const place = placeAt(error.pos[0])
  const line = lineOf(text, place)
  if (/^[ -]*\t/.test(line)) {
    const column = line.indexOf('\t') + 1
    return new InputError('broken YAML: the indentation contains a tab', {
      place: { ...place, column },
      hint: 'indent with spaces',
    })
  }
  const better = quoteError(error, parsed) ?? indentationError(error, text, place)
  if (better) return better
  const what = error.message.charAt(0).toLowerCase() + error.message.slice(1)
  return new InputError(`broken YAML: ${what}\n${caretLines(text, place)}`, {
    place,
    hint: hintFor(error.code, line),
  })
}

/**
 * Creates the error for an unclosed quote, at the place where the quote opens; the parser reports it at the end of
 * the text. Returns undefined for other errors.
 */
function quoteError(error: YAMLError, { text, tokens, placeAt }: ParsedText): InputError | undefined {
  if (!error.message.startsWith('Missing closing ')) return undefined
  const [end] = error.pos
  const opening = startOf(tokens, token => isQuoted(token) && token.offset + token.source.length === end)
  if (opening === undefined) return undefined
  const place = placeAt(opening)
  return new InputError(`broken YAML: the quote that opens here is not closed\n${caretLines(text, place)}`, {
    place,
    hint: `write \`${text.charAt(opening)}\` at the end of the value`,
  })
}

const MISALIGNED = /^(Sequence item without - indicator|All mapping items must start)/

function indentationError(error: YAMLError, text: string, place: Place): InputError | undefined {
  if (!MISALIGNED.test(error.message)) return undefined
  const misaligned = misalignedLine(text, place.line)
  if (!misaligned) return undefined
  const { key, keyColumn, column } = misaligned
  const at = { ...place, column }
  return new InputError(`broken YAML: this line is indented less than \`${key}\`\n${caretLines(text, at)}`, {
    place: at,
    hint: `align them: \`${key}\` begins in column ${keyColumn}`,
  })
}

/**
 * Throws InputError if the text contains control characters, which YAML does not allow and which a terminal might
 * interpret.
 */
export function checkText(text: string, file: string): void {
  const found = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]/.exec(text)
  if (!found) return
  const before = text.slice(0, found.index).split('\n')
  const place = { file, line: before.length, column: (before.at(-1) ?? '').length + 1 }
  const code = found[0].charCodeAt(0).toString(16).padStart(2, '0')
  throw new InputError(`broken YAML: the control character \`\\x${code}\` is not allowed in a file`, {
    place,
    hint: `write it as \`"\\x${code}"\` in double quotes`,
  })
}

/** Throws InputError if lists and maps are nested too deeply, before anything recurses into them. */
export function checkDepth(tokens: readonly CST.Token[], placeAt: (offset: number) => Place): void {
  const waiting = tokens.map(token => ({ token, depth: 0 }))
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { token, depth } = next
    // safety: the nesting depth of YAML is limited
    if (depth > MAX_DEPTH) {
      throw new InputError(`broken YAML: lists and maps are nested more than ${MAX_DEPTH} deep`, {
        place: placeAt(token.offset),
      })
    }
    if (token.type === 'document' && token.value) waiting.push({ token: token.value, depth })
    if (!('items' in token)) continue
    for (const { key, value } of token.items) {
      if (key) waiting.push({ token: key, depth: depth + 1 })
      if (value) waiting.push({ token: value, depth: depth + 1 })
    }
  }
}

function caretLines(text: string, place: Place): string {
  const line = lineOf(text, place)
  const start = Math.max(0, place.column - 80)
  const shown = line.slice(start, start + 110).replaceAll('\t', ' ')
  return `  ${shown}\n  ${' '.repeat(place.column - 1 - start)}^`
}

function lineOf(text: string, place: Place): string {
  return (text.split('\n')[place.line - 1] ?? '').replace(/\r$/, '')
}

function hintFor(code: ErrorCode, line: string): string {
  if (/"\{\{[^}]*"[^}]*\}\}/.test(line))
    return 'inside `"…"`, write texts of a template in single quotes: `"{{default name \'text\'}}"`'
  if (/:\s+["']?\{\{/.test(line)) return 'quote a value that begins with `{{` as a whole: `"{{ name }}/bin"`'
  const hints: Partial<Record<ErrorCode, string>> = {
    TAB_AS_INDENT: 'indent with spaces',
    BLOCK_AS_IMPLICIT_KEY: 'quote a value that holds `: `; otherwise the next line is indented too far',
    MULTILINE_IMPLICIT_KEY: 'check for a missing `:` or wrong indentation',
    BAD_INDENT: 'check the indentation, and look for an unclosed bracket',
    BAD_SCALAR_START: 'quote the value',
    BAD_DQ_ESCAPE: 'write the backslash twice, or use single quotes',
    MISSING_CHAR: 'look for an unclosed quote or bracket, or a missing `:`',
    BAD_COLLECTION_TYPE: 'check the indentation',
    TAG_RESOLVE_FAILED: 'the tags are `!expr`, `!unsafe` and `!secret`',
    KEY_OVER_1024_CHARS: 'look for an unclosed quote',
  }
  return hints[code] ?? 'check the indentation, the quotes, and the preceding lines'
}
