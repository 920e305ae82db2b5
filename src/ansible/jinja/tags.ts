import { escapeRegex } from '../../base/escape-regex.ts'

/** How a template is delimited and which white space goes: the options of Jinja2's environment. */
export interface TagOptions {
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
  /** Backslashes in strings of `{{ }}` mean themselves, as in texts of Ansible's YAML. */
  readonly keepsBackslashes?: boolean
  /** The line break at the end of the template stays. */
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

/** Begins of tags, the longest delimiter first, as Jinja2 sorts them. */
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

/** Which tag a match of `rootPattern` is. */
export function tagOf(groups: Readonly<Record<string, string | undefined>>): Tag {
  const names = ['raw', 'comment', 'block', 'variable', 'line_statement', 'line_comment'] as const
  return (names.find(name => groups[name] !== undefined) ?? 'variable').replace('_', ' ') as Tag
}
