/** Parses a number from a server; returns the string itself if a JavaScript number cannot represent it exactly. */
export function exactNumber(text: string): number | string {
  const number = Number(text)
  const isExact = Number.isSafeInteger(number) || !Number.isInteger(number)
  return Number.isFinite(number) && isExact ? number : text
}
