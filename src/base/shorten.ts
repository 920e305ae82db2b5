/**
 * Shortens a string that is too long for a message, with `…` at its end. `most` is the largest length, with the `…`.
 */
export function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}
