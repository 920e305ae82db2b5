/**
 * Returns a string without its trailing line breaks. Uses no regular expression, which would take quadratic time for
 * strings with many line breaks elsewhere.
 */
export function withoutLineBreaks(text: string): string {
  let end = text.length
  while (end > 0 && (text[end - 1] === '\n' || text[end - 1] === '\r')) end -= 1
  return text.slice(0, end)
}
