import type { MapSource, Place, Source } from '../../errors.ts'
import type { Keywords } from '../../playbook/keywords/keywords.ts'
import type { LintFile } from './lint-file.ts'

/** What has keywords that are handed down to the steps inside. */
interface Level {
  readonly file: LintFile
  readonly place: Place
  /** As written, with the forms of Ansible. */
  readonly written: MapSource
  /** Its keys without collections and old forms: `with_items` is `loop`, `sudo` is `become`. */
  readonly keywords: Keywords
}

export interface LintPlay extends Level {
  readonly kind: 'play'
}

/** A task, block or include in a file of the project. */
export interface LintStep extends Level {
  readonly kind: 'block' | 'include' | 'task'
  /** The play and the blocks around it in its file, outermost first. */
  readonly around: readonly LintLevel[]
  readonly isHandler: boolean
  /** Set on a task whose type is known. */
  readonly task?: LintTask
}

export type LintLevel = LintPlay | LintStep

/** What a task does. */
export interface LintTask {
  /** Without a collection; of a module that another type stands in for, that type. */
  readonly type: string
  readonly typePlace: Place
  /** A map, or a text that the task type takes as it is. */
  readonly params: Source
}

/** Whatever a keyword of a level has as its value. */
export function keyword({ keywords }: LintLevel, name: string): Source | undefined {
  return keywords.get(name)?.value
}

/** A param of a task under any of some names; of a command, `cmd` may be its text. */
export function paramOf({ params }: LintTask, ...names: readonly string[]): Source | undefined {
  if (params.kind === 'map') return names.map(name => params.entries.get(name)?.value).find(Boolean)
  return params.kind === 'scalar' && params.value !== null && names.includes('cmd') ? params : undefined
}
