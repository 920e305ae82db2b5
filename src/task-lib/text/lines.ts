/** Splits a string into lines without their line feeds; the last line may have none. An empty string has no lines. */
export function splitLines(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}

/** Joins lines, each with a line feed at its end; no lines give an empty string. */
export function joinLines(lines: readonly string[]): string {
  return lines.map(line => `${line}\n`).join('')
}
