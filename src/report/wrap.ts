import wrapAnsi from 'wrap-ansi'

/** A line in several if it is wider than the terminal, all as far in as it; without a width as it is. */
export function wrapLine(line: string, columns: number | undefined): string[] {
  const text = line.trimStart()
  const indent = line.length - text.length
  if (columns === undefined || columns - indent < NARROWEST) return [line]
  const wrapped = wrapAnsi(text, columns - indent, { hard: true })
  return wrapped.split('\n').map(each => ' '.repeat(indent) + each)
}

/** The fewest columns into which text is wrapped. */
const NARROWEST = 20
