import type { Place } from '../../errors.ts'

/** A replacement of one scalar, at the place where it begins. */
interface Fix {
  readonly place: Place
  /** The value that it has now. */
  readonly from: string
  readonly to: string
}

/** Something that a rule finds. */
export interface Found {
  readonly place: Place
  readonly message: string
  /** What to write instead. */
  readonly hint?: string
  /** Where a comment may allow it too: what names the file that it is found in. */
  readonly namedAt?: Place
  /** Set if what is found can be replaced without any change of what the file means. */
  readonly fix?: Fix
}
