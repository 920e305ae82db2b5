import { pythonLiteral } from '../base/python-literal.ts'
import { isTruthy } from './jinja/compare.ts'
import { JinjaError } from './jinja/error.ts'
import { TAG_DEFAULTS, type TagOptions } from './jinja/tags.ts'

/** How a template is written and rendered: options of Jinja2 by Ansible's names for them. */
export interface JinjaOptions {
  readonly block_start_string?: string
  readonly block_end_string?: string
  readonly variable_start_string?: string
  readonly variable_end_string?: string
  readonly comment_start_string?: string
  readonly comment_end_string?: string
  /** The line break behind a block goes; true by default. */
  readonly trim_blocks?: boolean
  /** White space before a block at the beginning of its line goes. */
  readonly lstrip_blocks?: boolean
  /** What each line break of the template becomes. */
  readonly newline_sequence?: string
  /** The line break at the end of included templates stays; that of a whole template always does. */
  readonly keep_trailing_newline?: boolean
  readonly line_statement_prefix?: string
  readonly line_comment_prefix?: string
}

/** A text and how it is to be read, without the line that says so. */
export interface Headed {
  /** The options, in the terms of the lexer. */
  readonly tags: TagOptions
  readonly keepsTrailingNewline: boolean
  /** How many characters the header has, its line break among them; 0 if there is none. */
  readonly headerLength: number
}

const HEADER = '#jinja2:'

/** Jinja2's names of options, and whether each is text or a flag. */
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
 * The options of a template: Ansible's defaults, those given, and over them those of its first line
 * `#jinja2: trim_blocks: False, lstrip_blocks: True`. Throws JinjaError for a header that cannot be read.
 */
export function readOptions(text: string, given: JinjaOptions): Headed {
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

/** Options that Ansible knows and nothing depends on are left out, as Ansible does with a warning. */
function readPair(name: string, written: string): [string, unknown][] {
  const value = pythonLiteral(written)
  const kind = Object.hasOwn(KNOWN, name) ? KNOWN[name as keyof JinjaOptions] : undefined
  if (kind === undefined) return []
  // Ansible takes the literal itself, so that the text `"false"` is true.
  if (kind === 'flag') return [[name, isTruthy(value)]]
  if (kind === 'text' && (typeof value === 'string' || value === null)) return [[name, value ?? undefined]]
  throw new JinjaError(`\`${name}\` in the line \`#jinja2:\` cannot be \`${written}\``, {
    hint: 'write a text in quotes',
  })
}
