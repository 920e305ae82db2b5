import type { Place, Source } from '../errors.ts'
import type { VarsSource } from '../yaml/load.ts'
import type { GuardSource } from './keywords/guard.ts'
import type { Inherited } from './keywords/inherit.ts'
import type { LoopControl } from './keywords/loop-control.ts'
import type { ConditionSource } from './keywords/values.ts'

/** One task of a play. */
export interface TaskStep extends Inherited {
  readonly kind: 'task'
  readonly place: Place
  /** As written, with templates. Defaults to the name of the task type. */
  readonly name?: Source
  /** The task type's name without a collection prefix: `ansible.builtin.copy` is `copy`. */
  readonly type: string
  readonly typePlace: Place
  /** A map, or a bare scalar (`command: echo hi`), or null. */
  readonly params: Source
  readonly loop?: Source
  readonly loopControl: LoopControl
  readonly register?: string
  readonly notify: readonly Source[]
  readonly changedWhen?: readonly ConditionSource[]
  readonly failedWhen?: readonly ConditionSource[]
  readonly until?: readonly ConditionSource[]
  readonly retries?: Source
  /** Seconds between attempts; default 5. */
  readonly delay?: Source
  /** Topics that a handler listens to in addition to its name. */
  readonly listen: readonly string[]
}

/** `block` with its `rescue` and `always`; keywords are already merged into the tasks inside. */
export interface BlockStep extends Inherited {
  readonly kind: 'block'
  readonly place: Place
  readonly name?: Source
  readonly block: readonly Step[]
  readonly rescue: readonly Step[]
  readonly always: readonly Step[]
  readonly guard?: GuardSource
}

/**
 * `include_tasks`: a file that is read when a host gets there. Its `when`, `tags`, `loop` and `ignore_errors` are its own, as
 * in Ansible; all other keywords pass on.
 */
export interface IncludeStep extends Inherited {
  readonly kind: 'include'
  readonly place: Place
  readonly name?: Source
  /** Templated; relative to the file that includes. */
  readonly file: Source
  readonly loop?: Source
  readonly loopControl: LoopControl
  /** What the tasks of the file inherit, its `vars` as params; `apply` is merged in. */
  readonly inner: Inherited
}

export type Step = TaskStep | BlockStep | IncludeStep

export interface Play {
  readonly place: Place
  readonly name?: Source
  /** A host pattern, or a list joined with `,`; templated with extra vars. */
  readonly hosts: Source
  readonly hostsPlace: Place
  /** What it hands down to its tasks. */
  readonly keywords: Inherited
  readonly vars: VarsSource
  /** Templated paths, relative to the playbook; an inner list means the first that exists. */
  readonly varsFiles: readonly Source[]
  /** Batch sizes: numbers or percentages, as in Ansible. */
  readonly serial: readonly Source[]
  readonly strategy: 'linear' | 'free' | 'host_pinned'
  readonly order: 'inventory' | 'sorted' | 'reverse_sorted' | 'reverse_inventory' | 'shuffle'
  /** true gathers at the start, false never, absent when something refers to a fact. */
  readonly gatherFacts?: Source
  readonly maxFailPercentage?: Source
  readonly forceHandlers?: Source
  readonly anyErrorsFatal?: Source
  readonly preTasks: readonly Step[]
  readonly tasks: readonly Step[]
  readonly postTasks: readonly Step[]
  readonly handlers: readonly Step[]
}

export interface Playbook {
  /** Absolute. */
  readonly file: string
  /** The plays of imported playbooks are in place of the imports. */
  readonly plays: readonly Play[]
}
