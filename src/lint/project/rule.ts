import type { Found } from './found.ts'
import type { LintProject } from './lint-project.ts'

/** How the findings of a rule are reported; only errors make the command fail. */
export type Level = 'off' | 'warn' | 'error'

/** Two playbooks, or two files at `path`: the rule finds something in `bad`, and nothing in `good`. */
interface Examples {
  readonly bad: string
  readonly good: string
  readonly dialect?: 'ansible'
  readonly path?: string
}

/** The export of a file in `src/lint/rules`. */
export interface Rule {
  readonly name: string
  /** The level if `drover.yml` sets no other. */
  readonly level: Exclude<Level, 'off'>
  /** What it reports, in one sentence. */
  readonly about: string
  /** Why it should be changed, in one sentence. */
  readonly reason: string
  readonly examples: Examples
  readonly find: (project: LintProject) => Iterable<Found>
}
