import type { Json } from '../authoring/plan.ts'
import { Unknown, UnknownValueError } from '../values/unknown.ts'

/** What differs, fields before and after. */
export interface Difference {
  readonly before: { readonly [field: string]: Json }
  readonly after: { readonly [field: string]: Json }
  /** In a dry run, what may differ or not; the first of it says why. */
  readonly open: { readonly [field: string]: Unknown }
}

/** A difference while it is found. */
export interface FoundDifference extends Difference {
  readonly before: Record<string, Json>
  readonly after: Record<string, Json>
  readonly open: Record<string, Unknown>
}

/** A difference in which nothing differs so far. */
export function noDifference(): FoundDifference {
  return { before: {}, after: {}, open: {} }
}

/**
 * Notes how one field differs: as `compare` says, which gives undefined if it does not differ. If what it is compared with is unknown,
 * the field is open.
 */
export function noteField<T>(
  difference: FoundDifference,
  field: string,
  wanted: T | Unknown,
  compare: (wanted: T) => { readonly before?: Json; readonly after: Json } | undefined,
): void {
  if (wanted instanceof Unknown) {
    difference.open[field] = wanted
    return
  }
  const found = compare(wanted)
  if (found === undefined) return
  if (found.before !== undefined) difference.before[field] = found.before
  difference.after[field] = found.after
}

/** Whether anything differs. Throws UnknownValueError if that is known only during a run. */
export function differs({ after, open }: Difference): boolean {
  if (Object.keys(after).length > 0) return true
  const [first] = Object.values(open)
  if (first) throw new UnknownValueError(first)
  return false
}
