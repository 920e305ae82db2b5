/** About 24 days, in milliseconds: with a longer delay, a timer of Node would fire immediately. */
const LONGEST = 2 ** 31 - 1

/** Returns a delay for a timer from a time that a user chose, both in milliseconds. */
export function timerDelay(milliseconds: number): number {
  return Math.min(milliseconds, LONGEST)
}
