import type { Place } from '../../errors.ts'

/** A replacement of one scalar, at the place where it begins. */
interface Fix {
  readonly place: Place
  /** The current value. */
  readonly from: string
  readonly to: string
}

/** A finding of a rule. */
export interface Found {
  readonly place: Place
  readonly message: string
  /** How to correct it. */
  readonly hint?: string
  /** Where a comment may also allow it: the place that names the file with the finding. */
  readonly namedAt?: Place
  /** Set if the text can be replaced without changing the meaning of the file. */
  readonly fix?: Fix
}
