/** A word of a command line, with its position in the line. */
export interface Word {
  readonly word: string
  readonly offset: number
}

/**
 * Splits a command line into words as a shell would: respects quotes and backslashes, expands nothing. Throws
 * SyntaxError if a quote is not closed.
 */
export function splitWords(line: string): string[] {
  return locateWords(line).map(({ word }) => word)
}

/** Splits a command line into the same words; returns undefined if a quote is not closed. */
export function closedWords(line: string): string[] | undefined {
  try {
    return splitWords(line)
  } catch {
    return undefined
  }
}

/** Returns whether a command line contains a word, and all its quotes are closed. */
export function isCommandLine(line: string): boolean {
  return (closedWords(line) ?? []).length > 0
}

/** Returns whether all quotes of a command line are closed, and no word contains a line break or a NUL. */
export function isWords(line: string): boolean {
  return closedWords(line)?.every(word => !/[\r\n\0]/.test(word)) === true
}

/** Splits a command line into the same words, each with its position in the line. */
export function locateWords(line: string): Word[] {
  return wordsIn(line, DOUBLE_QUOTED)
}

/**
 * Splits a command line into words as Python's `shlex.split` does with comments: `#` starts a comment anywhere
 * outside of quotes, and in double quotes a backslash escapes only a quote or a backslash. Throws SyntaxError if a
 * quote is not closed.
 */
export function locatePythonWords(line: string): Word[] {
  const comment = [...line.matchAll(PARTS)].find(([part]) => /^[^\s'"\\]*#/.test(part))
  const end = comment ? comment.index + comment[0].indexOf('#') : line.length
  return wordsIn(line.slice(0, end), /\\(["\\])/g)
}

function wordsIn(line: string, escapes: RegExp): Word[] {
  const words: Word[] = []
  let open: { word: string; offset: number } | undefined
  for (const { 0: part, index } of line.matchAll(PARTS)) {
    if (/^\s/.test(part)) {
      open = undefined
      continue
    }
    if (!open) {
      open = { word: '', offset: index }
      words.push(open)
    }
    open.word += unquoted(part, line, escapes)
  }
  return words
}

/**
 * White space, a quoted part, an escaped character, or plain characters. The last alternative only matches a quote
 * that is not closed.
 */
const PARTS = /\s+|'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\\[\s\S]|[^\s'"\\]+|[\s\S]/g

/** What a backslash escapes in double quotes; a backslash before a line break is removed with it. */
const DOUBLE_QUOTED = /\\(?:(["\\$`])|\n)/g

function unquoted(part: string, line: string, escapes: RegExp): string {
  if (part.length === 1 && /['"\\]/.test(part)) throw new SyntaxError(`a quote in \`${line}\` is not closed`)
  if (part.startsWith("'")) return part.slice(1, -1)
  if (part.startsWith('"')) return part.slice(1, -1).replace(escapes, (_, sign = '') => sign)
  return part.startsWith('\\') ? part.slice(1).replace('\n', '') : part
}
