import type { Place } from '../../errors.ts'
import type { LintProject } from './lint-project.ts'

/** How what a rule finds is reported; only errors make the command fail. */
export type Level = 'off' | 'warn' | 'error'

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

/** What a file of `src/lint/rules` exports. */
export interface Rule {
  readonly name: string
  /** The level unless `drover.yml` sets another. */
  readonly level: Exclude<Level, 'off'>
  /** What it reports, in one sentence. */
  readonly about: string
  /** Why that is worth a change, in one sentence. */
  readonly reason: string
  /** Two playbooks: in the first one the rule finds something, in the second nothing. */
  readonly examples: { readonly bad: string; readonly good: string; readonly dialect?: 'ansible' }
  readonly find: (project: LintProject) => Iterable<Found>
}
