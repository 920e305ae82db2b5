import { rootPattern, type TagOptions, tagOf } from '../../ansible/jinja/tags.ts'

/** The prefix of the variables that stand for comments; the number of the comment follows. */
export const COMMENT = '__comment_'

/**
 * Replaces the comments of a template by `set` statements, because Jinja's parser drops comments. Both treat the
 * surrounding white space in the same way. `comments` contains the texts of the comments by number.
 */
export function keepComments(
  source: string,
  options: TagOptions,
): { readonly source: string; readonly comments: readonly string[] } {
  const pattern = rootPattern(options)
  const comments: string[] = []
  let kept = ''
  let at = 0
  for (;;) {
    pattern.lastIndex = at
    const found = pattern.exec(source)
    if (!found) return { source: kept + source.slice(at), comments }
    const tag = tagOf(found.groups ?? {})
    const start = found.index
    const end = endOf(source, tag, pattern.lastIndex, options)
    const whole = source.slice(start, end)
    kept += source.slice(at, start)
    if (tag === 'comment') {
      kept += statementFor(whole, comments.length, options)
      comments.push(withoutDelimiters(whole, options))
    } else kept += whole
    at = end
  }
}

function endOf(source: string, tag: ReturnType<typeof tagOf>, from: number, options: TagOptions): number {
  const { blockStart, blockEnd, variableEnd, commentEnd } = options
  const behind = (close: string, start: number): number => {
    const found = source.indexOf(close, start)
    return found < 0 ? source.length : found + close.length
  }
  if (tag === 'comment') return behind(commentEnd, from)
  if (tag === 'raw') {
    const close = source.slice(from).search(/\{%[-+]?\s*endraw/)
    return close < 0 || blockStart !== '{%' ? source.length : behind(blockEnd, from + close)
  }
  if (tag === 'line statement' || tag === 'line comment') return behind('\n', from)
  return behindCode(source, from, tag === 'block' ? blockEnd : variableEnd)
}

/** Returns the offset after a tag that contains code. A delimiter within a string does not end the tag. */
function behindCode(source: string, from: number, close: string): number {
  const string = /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/y
  for (let at = from; at < source.length; at += 1) {
    if (source.startsWith(close, at)) return at + close.length
    string.lastIndex = at
    const found = string.exec(source)
    if (found) at += found[0].length - 1
  }
  return source.length
}

/** Returns the statement for a comment, with the same white space control. */
function statementFor(comment: string, number: number, options: TagOptions): string {
  const [, before = ''] = /^([-+]?)/.exec(comment.slice(options.commentStart.length)) ?? []
  const [, after = ''] = /([-+]?)$/.exec(comment.slice(0, -options.commentEnd.length)) ?? []
  // Keeps the line numbers after the comment.
  const lineBreaks = comment.replace(/[^\n]/g, '')
  return `${options.blockStart}${before} set ${COMMENT}${number} = 0 ${lineBreaks}${after}${options.blockEnd}`
}

function withoutDelimiters(comment: string, { commentStart, commentEnd }: TagOptions): string {
  return comment
    .slice(commentStart.length, -commentEnd.length)
    .replace(/^[-+]/, '')
    .replace(/[-+]$/, '')
    .trim()
}
