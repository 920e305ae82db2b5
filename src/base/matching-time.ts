import { withinTime } from './time-limit.ts'

/** Steps that take less time than the watch over them needs to start. */
const MOST_STEPS = 1_000_000

/**
 * Does work that matches a user's pattern with a text, as `withinTime` does. Without the watch, which takes longer than most matches,
 * if even the worst pattern with as many repetitions ends soon over so short a text.
 */
export function matchWithinTime<T>(
  what: string,
  { pattern, text }: { readonly pattern: string; readonly text: string },
  work: () => T,
  limit?: number,
): T {
  return endsSoon(pattern, text.length) ? work() : withinTime(what, work, limit)
}

/**
 * Whether matching takes no more than a million steps. Without repeated groups, each repetition and the place where the match begins
 * may be tried at every character: the length to the power of their number. Brackets and signs that mean themselves count too.
 */
function endsSoon(pattern: string, length: number): boolean {
  if (/\)[*+?{]/.test(pattern)) return false
  const repetitions = pattern.match(/[*+?{]/g)?.length ?? 0
  return (length + pattern.length) ** (repetitions + 1) <= MOST_STEPS
}
