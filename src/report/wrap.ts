import wrapAnsi from 'wrap-ansi'

/**
 * Splits a line that is wider than the terminal; all parts get its indentation. Without a width, the line is not
 * split.
 */
export function wrapLine(line: string, columns: number | undefined): string[] {
  const text = line.trimStart()
  const indent = line.length - text.length
  if (columns === undefined || columns - indent < NARROWEST) return [line]
  const wrapped = wrapAnsi(text, columns - indent, { hard: true })
  return wrapped.split('\n').map(each => ' '.repeat(indent) + each)
}

/** The fewest columns to which text is wrapped. */
const NARROWEST = 20
