import type { TaskType } from '../../authoring/define.ts'
import type { Source } from '../../errors.ts'
import type { Definition } from './definitions.ts'
import type { Found } from './found.ts'
import type { LintFile } from './lint-file.ts'
import type { LintLevel, LintPlay, LintStep } from './lint-step.ts'
import type { NamedTemplate } from './named-templates.ts'

/** A project in the form in which rules get it. */
export interface LintProject {
  /** The absolute path of the project's folder. */
  readonly folder: string
  readonly files: readonly LintFile[]
  readonly plays: readonly LintPlay[]
  /** All tasks, blocks and includes of all files. */
  readonly steps: readonly LintStep[]
  readonly definitions: readonly Definition[]
  /** The template files that steps name. */
  readonly templates: readonly NamedTemplate[]
  /** Returns whether an expression or template in the project reads a variable, or may read it by a computed name. */
  readonly isUsed: (name: string) => boolean
  /** Returns whether some text in the project gives a variable a default, or tests whether it exists. */
  readonly isOptional: (name: string) => boolean
  /**
   * Whether no definitions outside of the project are possible except those of `-e`: the project contains its
   * inventory and all its roles.
   */
  readonly isClosed: boolean
  /** Returns whether a YAML alias repeats a value, or a part of it, elsewhere. */
  readonly isRepeated: (value: Source) => boolean
  /** The loaded task types of its tasks, by name. */
  readonly types: ReadonlyMap<string, TaskType>
  /** The names of all task types that it can use. */
  readonly typeNames: readonly string[]
  readonly above: (level: LintLevel) => Above
  /** The role folders of the project, by the names of the roles. */
  readonly roles: ReadonlyMap<string, string>
  /** Findings for plays whose `hosts` match nothing in the inventory; empty without an inventory. */
  readonly playsWithoutHosts: readonly Found[]
  /** The absolute paths of the encrypted files of variables that no key decrypts: what they define is not known. */
  readonly encrypted: readonly string[]
}

/** All levels that may be around a step, in its file and in the files that bring this one in. */
export interface Above {
  readonly levels: ReadonlySet<LintLevel>
  /** False if no play of the project uses the file, or a file that brings it in. */
  readonly isComplete: boolean
}
