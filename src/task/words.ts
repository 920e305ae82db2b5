/**
 * Splits a command line into words as a shell would: quotes and backslashes are honoured, nothing is expanded.
 * Throws SyntaxError where a quote is not closed.
 */
export function splitWords(line: string): string[] {
  const words: string[] = []
  let word: string | undefined
  for (const [part] of line.matchAll(/\s+|'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\\[\s\S]|[^\s'"\\]+|[\s\S]/g)) {
    if (/^\s/.test(part)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else {
      word = (word ?? '') + unquoted(part, line)
    }
  }
  if (word !== undefined) words.push(word)
  return words
}

function unquoted(part: string, line: string): string {
  if (part.length === 1 && /['"\\]/.test(part)) throw new SyntaxError(`a quote in \`${line}\` is not closed`)
  if (part.startsWith("'")) return part.slice(1, -1)
  if (part.startsWith('"'))
    return part
      .slice(1, -1)
      .replace(/\\(["\\$`])/g, '$1')
      .replace(/\\\n/g, '')
  return part.startsWith('\\') ? part.slice(1).replace('\n', '') : part
}
