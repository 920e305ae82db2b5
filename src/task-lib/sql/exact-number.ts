/** The number that a server wrote; its text if a number of JavaScript cannot hold it. */
export function exactNumber(text: string): number | string {
  const number = Number(text)
  const isExact = Number.isSafeInteger(number) || !Number.isInteger(number)
  return Number.isFinite(number) && isExact ? number : text
}
