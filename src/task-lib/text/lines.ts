/** The lines of a text without their ends, which the last one may lack; none of an empty text. */
export function splitLines(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}

/** The text of lines, each with its end; empty for none. */
export function joinLines(lines: readonly string[]): string {
  return lines.map(line => `${line}\n`).join('')
}
