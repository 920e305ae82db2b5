import type { Json } from '../authoring/plan.ts'
import { Unknown, UnknownValueError } from '../values/unknown.ts'

/** The fields of a resource that differ from the wanted state, before and after the change. */
export interface Difference {
  readonly before: { readonly [field: string]: Json }
  readonly after: { readonly [field: string]: Json }
  /** Fields that a dry run cannot compare, because a value is unknown. The reason of the first one is reported. */
  readonly open: { readonly [field: string]: Unknown }
}

/** A difference to which `noteField` adds fields. */
export interface FoundDifference extends Difference {
  readonly before: Record<string, Json>
  readonly after: Record<string, Json>
  readonly open: Record<string, Unknown>
}

/** Returns an empty difference. */
export function noDifference(): FoundDifference {
  return { before: {}, after: {}, open: {} }
}

/**
 * Compares one field and records the result in `difference`. `compare` returns undefined if the field does not
 * differ. If the wanted value is unknown, the field is recorded as open.
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

/**
 * Whether any field differs. Throws UnknownValueError if none is known to differ, but a dry run cannot compare all of
 * them.
 */
export function differs({ after, open }: Difference): boolean {
  if (Object.keys(after).length > 0) return true
  const [first] = Object.values(open)
  if (first) throw new UnknownValueError(first)
  return false
}
