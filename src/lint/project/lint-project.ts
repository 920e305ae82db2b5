import type { TaskType } from '../../authoring/define.ts'
import type { Source } from '../../errors.ts'
import type { Definition } from './definitions.ts'
import type { Found } from './found.ts'
import type { LintFile } from './lint-file.ts'
import type { LintLevel, LintPlay, LintStep } from './lint-step.ts'
import type { NamedTemplate } from './named-templates.ts'

/** A project as the rules see it. */
export interface LintProject {
  /** Absolute. */
  readonly folder: string
  readonly files: readonly LintFile[]
  readonly plays: readonly LintPlay[]
  /** All tasks, blocks and includes of all files. */
  readonly steps: readonly LintStep[]
  readonly definitions: readonly Definition[]
  /** The template files that its steps name. */
  readonly templates: readonly NamedTemplate[]
  /** Whether an expression or template of the project names a variable, or may name any. */
  readonly isUsed: (name: string) => boolean
  /** Whether a text of the project gives a variable a default, or tests whether it exists. */
  readonly isOptional: (name: string) => boolean
  /** Whether the definitions are all that a run can have, but for `-e`: the project has its inventory and its roles. */
  readonly isClosed: boolean
  /** Whether an alias of YAML repeats a value elsewhere, in whole or in part. */
  readonly isRepeated: (value: Source) => boolean
  /** The task types that its tasks have. */
  readonly types: ReadonlyMap<string, TaskType>
  /** The names of all task types that it can use. */
  readonly typeNames: readonly string[]
  readonly above: (level: LintLevel) => Above
  /** The role folders of the project by the names of the roles. */
  readonly roles: ReadonlyMap<string, string>
  /** Plays whose `hosts` match nothing in the inventory; none without an inventory. */
  readonly playsWithoutHosts: readonly Found[]
  /** The encrypted files of variables without a key, absolute: what they define is not known. */
  readonly encrypted: readonly string[]
}

/** All levels that may be around a step, in its file and in those that bring the file in. */
export interface Above {
  readonly levels: ReadonlySet<LintLevel>
  /** False if the file, or one that brings it in, is not used by any play of the project. */
  readonly isComplete: boolean
}
