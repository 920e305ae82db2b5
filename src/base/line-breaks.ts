/** A text without the line breaks at its end. A regular expression would take the square of the time where there are many elsewhere. */
export function withoutLineBreaks(text: string): string {
  let end = text.length
  while (end > 0 && (text[end - 1] === '\n' || text[end - 1] === '\r')) end -= 1
  return text.slice(0, end)
}
