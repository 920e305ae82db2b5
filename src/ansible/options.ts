import { pythonLiteral } from '../base/python-literal.ts'
import { isTruthy } from './jinja/compare.ts'
import { JinjaError } from './jinja/error.ts'
import { TAG_DEFAULTS, type TagOptions } from './jinja/tags.ts'

/** Options of Jinja2 by the names that Ansible has for them: delimiters, and the rules for white space. */
export interface JinjaOptions {
  readonly block_start_string?: string
  readonly block_end_string?: string
  readonly variable_start_string?: string
  readonly variable_end_string?: string
  readonly comment_start_string?: string
  readonly comment_end_string?: string
  /** Whether the line break after a block is removed; true by default. */
  readonly trim_blocks?: boolean
  /** Whether white space before a block at the beginning of its line is removed. */
  readonly lstrip_blocks?: boolean
  /** The line break that replaces each line break of the template. */
  readonly newline_sequence?: string
  /** Whether included templates keep the line break at their end. A whole template always does. */
  readonly keep_trailing_newline?: boolean
  readonly line_statement_prefix?: string
  readonly line_comment_prefix?: string
}

/**
 * The options with which a template is parsed, and the length of its header line, which is not part of the
 * template.
 */
export interface ParseOptions {
  /** The options in the form that the lexer takes. */
  readonly tags: TagOptions
  readonly keepsTrailingNewline: boolean
  /** The number of characters of the header, including its line break; 0 if there is none. */
  readonly headerLength: number
}

const HEADER = '#jinja2:'

/** The options that Jinja2 has, and whether the value of each is text or a flag. */
const KNOWN: Readonly<Record<keyof JinjaOptions, 'text' | 'flag'>> = {
  block_start_string: 'text',
  block_end_string: 'text',
  variable_start_string: 'text',
  variable_end_string: 'text',
  comment_start_string: 'text',
  comment_end_string: 'text',
  trim_blocks: 'flag',
  lstrip_blocks: 'flag',
  newline_sequence: 'text',
  keep_trailing_newline: 'flag',
  line_statement_prefix: 'text',
  line_comment_prefix: 'text',
}

/**
 * Reads the options of a template: Ansible's defaults, overridden by `given`, overridden by those of a first
 * line `#jinja2: trim_blocks: False, lstrip_blocks: True`. Throws JinjaError for a header that cannot be read.
 */
export function readOptions(text: string, given: JinjaOptions): ParseOptions {
  const end = text.indexOf('\n')
  const hasHeader = text.startsWith(HEADER)
  const line = hasHeader ? text.slice(HEADER.length, end < 0 ? undefined : end) : ''
  const options: JinjaOptions = { ...given, ...(hasHeader ? readHeader(line) : {}) }
  const lineBreak = end < 0 ? text.length : end + 1
  return {
    tags: tagsOf(options),
    keepsTrailingNewline: options.keep_trailing_newline ?? false,
    headerLength: hasHeader ? lineBreak : 0,
  }
}

function tagsOf(options: JinjaOptions): TagOptions {
  return {
    blockStart: options.block_start_string ?? TAG_DEFAULTS.blockStart,
    blockEnd: options.block_end_string ?? TAG_DEFAULTS.blockEnd,
    variableStart: options.variable_start_string ?? TAG_DEFAULTS.variableStart,
    variableEnd: options.variable_end_string ?? TAG_DEFAULTS.variableEnd,
    commentStart: options.comment_start_string ?? TAG_DEFAULTS.commentStart,
    commentEnd: options.comment_end_string ?? TAG_DEFAULTS.commentEnd,
    trimBlocks: options.trim_blocks ?? true,
    lstripBlocks: options.lstrip_blocks ?? false,
    newlineSequence: options.newline_sequence ?? '\n',
    ...(options.line_statement_prefix ? { lineStatementPrefix: options.line_statement_prefix } : {}),
    ...(options.line_comment_prefix ? { lineCommentPrefix: options.line_comment_prefix } : {}),
  }
}

function readHeader(line: string): JinjaOptions {
  const pairs = line.split(',').map(pair => {
    const at = pair.indexOf(':')
    if (at < 0) {
      throw new JinjaError(`\`${pair.trim()}\` in the line \`#jinja2:\` is not an option with a value`, {
        hint: 'write `#jinja2: trim_blocks: False, lstrip_blocks: True`',
      })
    }
    return readPair(pair.slice(0, at).trim(), pair.slice(at + 1).trim())
  })
  return Object.fromEntries(pairs.flat())
}

/** Reads one option of the header. Unknown options are ignored, as in Ansible, which warns about them. */
function readPair(name: string, written: string): [string, unknown][] {
  const value = pythonLiteral(written)
  const kind = Object.hasOwn(KNOWN, name) ? KNOWN[name as keyof JinjaOptions] : undefined
  if (kind === undefined) return []
  // Ansible uses the literal itself, so the string `"false"` counts as true.
  if (kind === 'flag') return [[name, isTruthy(value)]]
  if (kind === 'text' && (typeof value === 'string' || value === null)) return [[name, value ?? undefined]]
  throw new JinjaError(`\`${name}\` in the line \`#jinja2:\` cannot be \`${written}\``, {
    hint: 'write a text in quotes',
  })
}
