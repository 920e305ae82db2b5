import type { InputError, Place, Source } from '../errors.ts'
import type { VarsSource } from '../yaml/load.ts'
import type { GuardSource } from './keywords/guard.ts'
import type { Inherited } from './keywords/inherit.ts'
import type { LoopControl } from './keywords/loop-control.ts'
import type { ConditionSource } from './keywords/values.ts'
import type { RoundOfBlock } from './roles/loop-params.ts'
import type { Role, RoleFolder } from './roles/role.ts'
import type { Question } from './vars-prompt.ts'

/** One task of a play. */
export interface TaskStep extends Inherited {
  readonly kind: 'task'
  readonly place: Place
  /** As written, with templates. Defaults to the name of the task type. */
  readonly name?: Source
  /** The task type's name without a collection prefix: `ansible.builtin.copy` is `copy`. */
  readonly type: string
  readonly typePlace: Place
  /** Set if it is written for a module of Ansible's that Drover does not have: the error if a host reaches the task, which is a `fail`. */
  readonly unsupported?: InputError
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
  /** Seconds that it may run for as a job of its own; 0 for none. */
  readonly async?: Source
  /** Seconds between two looks at that job; 0 does not wait for it. Default 15. */
  readonly poll?: Source
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
  /** Whether its `rescue` is also for hosts that became unreachable. */
  readonly rescueUnreachable?: Source
  /** Set if it holds the tasks of a role. */
  readonly roleRun?: RoleRun
  /** Set if it runs once for each item of a list. */
  readonly loop?: BlockLoop
  /** Set if its `block` is repeated. */
  readonly retry?: BlockRetry
}

/** `loop` of a block. */
export interface BlockLoop {
  readonly items: Source
  readonly control: LoopControl
  /** Reads the block again, for one item of each host. */
  readonly forRound: (round: RoundOfBlock) => BlockStep
}

/** `until`, `retries` and `delay` of a block: how often its `block` runs. */
export interface BlockRetry {
  readonly until?: readonly ConditionSource[]
  readonly retries?: Source
  /** Seconds between attempts; default 5. */
  readonly delay?: Source
}

/** A role that a block runs; its dependencies are blocks before it. */
export interface RoleRun {
  readonly role: Role
  readonly handlers: readonly Step[]
  /** Whether the rest of the play sees its variables. */
  readonly isExported: boolean
}

/**
 * `include_tasks` or `include_role`: a file or role that is read when a host gets there. Its `when`, `tags`, `loop` and
 * `ignore_errors` are its own, as in Ansible; all other keywords pass on, `vars` as params.
 */
export interface IncludeStep extends Inherited {
  readonly kind: 'include'
  readonly place: Place
  readonly name?: Source
  /** Templated; relative to the file that includes, or to the playbook. Of `include_role`, the name of the role. */
  readonly file: Source
  /** The folder of the playbook with the play; absolute. */
  readonly playbookDir: string
  /** Set on `include_role`. */
  readonly ofRole?: RoleOptions
  /** Set on a task whose type is a template, here `file`: it includes the one task that it is on a host. */
  readonly ofAction?: TemplatedAction
  readonly loop?: Source
  readonly loopControl: LoopControl
  readonly register?: string
  /** Of a handler: topics that it reacts to in addition to its name. */
  readonly listen: readonly string[]
  /** Set if its `run_once` is for the include alone, as in the dialect of Ansible: then only the first host runs the tasks. */
  readonly isForFirstHost?: boolean
  /** What the tasks of the file inherit, its `vars` as params; `apply` is merged in. */
  readonly inner: Inherited
}

/** What `include_role` says in addition to a name, templated. */
interface RoleOptions {
  /** The files to read in place of `main.yml`. */
  readonly from: ReadonlyMap<RoleFolder, Source>
  /** `public`, `allow_duplicates`, `rolespec_validate`. */
  readonly flags: ReadonlyMap<string, Source>
  readonly given: VarsSource
}

/** A task whose type is known once a host gets there. */
interface TemplatedAction {
  /** Reads the task as one of that type. Throws InputError or InputErrors. */
  readonly readAs: (type: string, inherited: Inherited) => readonly Step[]
}

export type Step = TaskStep | BlockStep | IncludeStep

/** What `notify` can name: a task, or an `include_tasks` whose tasks run in its place. */
export type Handler = TaskStep | IncludeStep

export interface Play {
  readonly place: Place
  readonly name?: Source
  /** A host pattern, or a list joined with `,`; templated with extra vars. */
  readonly hosts: Source
  readonly hostsPlace: Place
  /** What it hands down to its tasks. */
  readonly keywords: Inherited
  readonly vars: VarsSource
  /** The collections whose roles it may name without them. */
  readonly collections: readonly string[]
  /** Variables that the user is asked for before the run. */
  readonly prompts: readonly Question[]
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
  /** Those of roles among them. */
  readonly handlers: readonly Step[]
  /** The roles whose variables all tasks see, as far as they are read before the run. */
  readonly roles: readonly RoleRun[]
}

export interface Playbook {
  /** Absolute. */
  readonly file: string
  /** The plays of imported playbooks are in place of the imports. */
  readonly plays: readonly Play[]
}
