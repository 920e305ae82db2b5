import type { Found } from './found.ts'
import type { LintProject } from './lint-project.ts'

/** How what a rule finds is reported; only errors make the command fail. */
export type Level = 'off' | 'warn' | 'error'

/** Two playbooks, or two files of that path: in the first one the rule finds something, in the second nothing. */
interface Examples {
  readonly bad: string
  readonly good: string
  readonly dialect?: 'ansible'
  readonly path?: string
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
  readonly examples: Examples
  readonly find: (project: LintProject) => Iterable<Found>
}
