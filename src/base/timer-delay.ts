/** About 24 days, in milliseconds: a timer of Node with a longer delay would fire at once. */
const LONGEST = 2 ** 31 - 1

/** The delay of a timer for a time that a user chooses, in milliseconds. */
export function timerDelay(milliseconds: number): number {
  return Math.min(milliseconds, LONGEST)
}
