import { escapeRegex } from '../../base/escape-regex.ts'

/** The delimiters of a template and the rules for white space: the options of Jinja2's environment. */
export interface TagOptions {
  readonly blockStart: string
  readonly blockEnd: string
  readonly variableStart: string
  readonly variableEnd: string
  readonly commentStart: string
  readonly commentEnd: string
  /** Whether the line break after a block is removed. */
  readonly trimBlocks: boolean
  /** Whether white space before a block at the beginning of its line is removed. */
  readonly lstripBlocks: boolean
  /** The line break that replaces each line break of the template. */
  readonly newlineSequence: string
  /** Whether backslashes in strings of `{{ }}` are ordinary characters, as in the strings of Ansible's YAML. */
  readonly keepsBackslashes?: boolean
  /** Whether the line break at the end of the template is kept. */
  readonly keepsTrailingNewline?: boolean
  readonly lineStatementPrefix?: string
  readonly lineCommentPrefix?: string
}

export const TAG_DEFAULTS: TagOptions = {
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

export type Tag = 'raw' | 'comment' | 'block' | 'variable' | 'line statement' | 'line comment'

/** Returns a pattern for the beginning of any tag. Longer delimiters are tried first, as in Jinja2. */
export function rootPattern(options: TagOptions): RegExp {
  const { blockStart, blockEnd, variableStart, commentStart, lineStatementPrefix, lineCommentPrefix } =
    options
  const tags: [name: string, delimiter: string, pattern: string][] = [
    ['comment', commentStart, escapeRegex(commentStart)],
    ['block', blockStart, escapeRegex(blockStart)],
    ['variable', variableStart, escapeRegex(variableStart)],
  ]
  if (lineStatementPrefix !== undefined) {
    tags.push(['line_statement', lineStatementPrefix, `^[ \\t\\v]*${escapeRegex(lineStatementPrefix)}`])
  }
  if (lineCommentPrefix !== undefined) {
    tags.push([
      'line_comment',
      lineCommentPrefix,
      `(?:^|(?<=\\S))[^\\S\\r\\n]*${escapeRegex(lineCommentPrefix)}`,
    ])
  }
  tags.sort((one, other) => other[1].length - one[1].length)
  const raw = `(?<raw>${escapeRegex(blockStart)}(?<raw_sign>[-+]?)\\s*raw\\s*(?:-${escapeRegex(blockEnd)}\\s*|${escapeRegex(blockEnd)}))`
  const others = tags.map(([name, , pattern]) => `(?<${name}>${pattern}(?<${name}_sign>[-+]?))`)
  return new RegExp([raw, ...others].join('|'), 'gm')
}

/** Returns the kind of tag that a match of `rootPattern` found. */
export function tagOf(groups: Readonly<Record<string, string | undefined>>): Tag {
  const names = ['raw', 'comment', 'block', 'variable', 'line_statement', 'line_comment'] as const
  return (names.find(name => groups[name] !== undefined) ?? 'variable').replace('_', ' ') as Tag
}
