import type { Place, ScalarSource, Source } from '../errors.ts'

/** A condition or expression in CEL, or a literal true or false. */
export type ConditionSource = ScalarSource

/** Variables as written: name to value, rendered when something asks for them. */
export type VarsSource = ReadonlyMap<string, Source>

/** Variables that an include gives to its tasks: its `vars` as written, and the values of its loop. */
export type ParamsOfInclude = ReadonlyMap<string, { readonly source: Source } | { readonly value: unknown }>

/**
 * Keywords that a play hands down to its blocks and a block to its tasks. On a task they are already merged:
 * `when` is the conditions of all levels, outermost first; `tags` the union; `vars` the layers, outermost first;
 * any other is the innermost that is set.
 */
export interface Inherited {
  readonly when: readonly ConditionSource[]
  readonly tags: readonly string[]
  readonly vars: readonly VarsSource[]
  /** Layers of maps, outermost first. */
  readonly environment: readonly Source[]
  readonly become?: Source
  readonly becomeUser?: Source
  /** `become_user` at a place where nothing in the playbook says `become`: without the inventory's or an option's it does nothing. */
  readonly bareBecomeUser?: Source
  readonly becomeMethod?: Source
  readonly becomeFlags?: Source
  readonly connection?: Source
  readonly user?: Source
  readonly port?: Source
  readonly delegateTo?: Source
  readonly runOnce?: Source
  readonly noLog?: Source
  readonly ignoreErrors?: Source
  readonly ignoreUnreachable?: Source
  readonly anyErrorsFatal?: Source
  readonly checkMode?: Source
  readonly diff?: Source
  readonly throttle?: Source
  readonly timeout?: Source
  /** What the `include_tasks` around it give, outermost first. */
  readonly includeParams?: readonly ParamsOfInclude[]
  /** How many `include_tasks` stand around it. */
  readonly inclusions?: number
}

export interface LoopControl {
  /** Default `item`. */
  readonly loopVar: string
  readonly indexVar?: string
  readonly label?: Source
  readonly pause?: Source
  /** Whether each item's result has `ansible_loop` beside it; the variable is always there. */
  readonly extended?: Source
  /** Whether that `ansible_loop` has all items of the loop; default true. */
  readonly extendedAllItems?: Source
}

/** One task of a play. */
export interface TaskStep extends Inherited {
  readonly kind: 'task'
  readonly place: Place
  /** As written; templated. The task type's name stands in where it is absent. */
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
  /** Topics that a handler listens to beside its name. */
  readonly listen: readonly string[]
}

/** `guard`: what a block changes is put back by the host itself unless it answers over a new connection afterwards. */
export interface GuardSource {
  readonly place: Place
  /** For how long the host waits for a sign of life; default 60. */
  readonly seconds?: Source
  /** A shell script that the host runs after it has put everything back. */
  readonly undo?: Source
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
  /** Imported playbooks' plays stand in their places. */
  readonly plays: readonly Play[]
}
