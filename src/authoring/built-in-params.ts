import type { Step } from './playbook.ts'

// These declarations are only for the source tree: the build generates those of the package from the task types and
// keywords.

/** The params of the built-in task types, by name. */
export interface BuiltInParams {
  readonly [name: string]: unknown
}

/** The keywords of a task, as in YAML. */
export interface TaskKeywords {
  readonly [keyword: string]: unknown
}

/** The keywords of a play, as in YAML. */
export interface PlayKeywords {
  readonly hosts: unknown
  readonly tasks?: readonly Step[]
  readonly [keyword: string]: unknown
}
