import type { MapSource, Place, Source } from '../../errors.ts'
import type { Keywords } from '../../playbook/keywords/keywords.ts'
import type { LintFile } from './lint-file.ts'

/** A level of a playbook whose keywords apply to the steps inside it. */
interface Level {
  readonly file: LintFile
  readonly place: Place
  /** The map as written, with old syntax of Ansible. */
  readonly written: MapSource
  /** Its keywords without collection names and old syntax: `loop` for `with_items`, `become` for `sudo`. */
  readonly keywords: Keywords
}

/** A play in a file of the project. */
export interface LintPlay extends Level {
  readonly kind: 'play'
}

/** A task, block or include in a file of the project. */
export interface LintStep extends Level {
  readonly kind: 'block' | 'include' | 'task'
  /** The play and the blocks around it in its file, outermost first. */
  readonly enclosing: readonly LintLevel[]
  readonly isHandler: boolean
  /** Present on a task whose type is known. */
  readonly task?: LintTask
}

/** A play, or a step: anything with keywords. */
export type LintLevel = LintPlay | LintStep

/** The type and params of a task. */
export interface LintTask {
  /** The type without its collection; for a module that another type replaces, that type. */
  readonly type: string
  readonly typePlace: Place
  /** A map, or a string for a task type that accepts one. */
  readonly params: Source
}

/** Returns the value of a keyword on a level; undefined if it is not set. */
export function keyword({ keywords }: LintLevel, name: string): Source | undefined {
  return keywords.get(name)?.value
}

/** Returns the first of these params that a task sets. A command that is only a string is returned for `cmd`. */
export function paramOf({ params }: LintTask, ...names: readonly string[]): Source | undefined {
  if (params.kind === 'map') return names.map(name => params.entries.get(name)?.value).find(Boolean)
  return params.kind === 'scalar' && params.value !== null && names.includes('cmd') ? params : undefined
}
