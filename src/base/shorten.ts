/** The beginning of a text that is too long for a message, with `…`; `most` is the number of characters that are shown. */
export function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}
