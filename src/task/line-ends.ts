/**
 * A text without the line breaks at its end. By a loop: what matches `[\\r\\n]+$` is looked for again from each of many line breaks that
 * are not at the end, which takes the square of their number.
 */
export function withoutLineEnds(text: string): string {
  let end = text.length
  while (end > 0 && (text[end - 1] === '\n' || text[end - 1] === '\r')) end -= 1
  return text.slice(0, end)
}
