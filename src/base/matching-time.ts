import { withinTime } from './time-limit.ts'

/** The number of steps that take less time than starting `withinTime` takes. */
const MOST_STEPS = 1_000_000

/**
 * Matches a user's pattern with a string, under the time limit of `withinTime`. The time limit takes longer to start
 * than most matches; it is left out if even the worst pattern with as many repetitions ends soon for a string of this
 * length.
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
 * Returns whether matching takes at most a million steps. Without repeated groups, each repetition and the start of
 * the match may be tried at every character: the length to the power of their number. Brackets and escaped characters
 * are counted too, which is on the safe side.
 */
function endsSoon(pattern: string, length: number): boolean {
  if (/\)[*+?{]/.test(pattern)) return false
  const repetitions = pattern.match(/[*+?{]/g)?.length ?? 0
  return (length + pattern.length) ** (repetitions + 1) <= MOST_STEPS
}
