import type { InputError, Place, Source } from '../errors.ts'
import type { VarsSource } from '../yaml/load.ts'
import type { GuardSource } from './keywords/guard.ts'
import type { Inherited } from './keywords/inherit.ts'
import type { LoopControl } from './keywords/loop-control.ts'
import type { ConditionSource } from './keywords/values.ts'
import type { RoundOfBlock } from './roles/loop-params.ts'
import type { Role, RoleFolder } from './roles/role.ts'
import type { VarsPrompt } from './vars-prompt.ts'

/** One task of a play. */
export interface TaskStep extends Inherited {
  readonly kind: 'task'
  readonly place: Place
  /** The name as written, with templates. Defaults to the name of the task type. */
  readonly name?: Source
  /** The task type's name without a collection prefix: `ansible.builtin.copy` is `copy`. */
  readonly type: string
  readonly typePlace: Place
  /**
   * Set if the task uses an Ansible module that Drover does not have. The task then is a `fail`, and this is its
   * error if a host reaches it.
   */
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
  /** The number of seconds that the task may run as a background job; 0 runs it directly. */
  readonly async?: Source
  /** Seconds between two checks of that job; 0 does not wait for it. Default 15. */
  readonly poll?: Source
  /** The topics, in addition to its name, that notify a handler. */
  readonly listen: readonly string[]
}

/** A block with its `rescue` and `always`. Its keywords are already merged into the tasks inside. */
export interface BlockStep extends Inherited {
  readonly kind: 'block'
  readonly place: Place
  readonly name?: Source
  readonly block: readonly Step[]
  readonly rescue: readonly Step[]
  readonly always: readonly Step[]
  readonly guard?: GuardSource
  /** Whether `rescue` also runs for hosts that became unreachable. */
  readonly rescueUnreachable?: Source
  /** Set if the block contains the tasks of a role. */
  readonly roleRun?: RoleRun
  /** Set if the block runs once for each item of a list. */
  readonly loop?: BlockLoop
  /** Set if the tasks of `block` are repeated. */
  readonly retry?: BlockRetry
}

/** The keyword `loop` of a block. */
export interface BlockLoop {
  readonly items: Source
  readonly control: LoopControl
  /** Reads the block again for one round, in which each host has one item. */
  readonly forRound: (round: RoundOfBlock) => BlockStep
}

/** The keywords `until`, `retries` and `delay` of a block, which determine how often its tasks run. */
export interface BlockRetry {
  readonly until?: readonly ConditionSource[]
  readonly retries?: Source
  /** Seconds between attempts; default 5. */
  readonly delay?: Source
}

/** A role that a block runs. Its dependencies are blocks before this one. */
export interface RoleRun {
  readonly role: Role
  readonly handlers: readonly Step[]
  /** Whether the rest of the play can read the role's variables. */
  readonly isExported: boolean
}

/**
 * A step with `include_tasks` or `include_role`, whose file or role is read when a host reaches it. Its `when`,
 * `tags`, `loop` and `ignore_errors` apply only to the step itself, as in Ansible. All other keywords are passed on;
 * `vars` are passed on as params.
 */
export interface IncludeStep extends Inherited {
  readonly kind: 'include'
  readonly place: Place
  readonly name?: Source
  /**
   * A template. For `include_tasks` a path, relative to the including file or to the playbook; for `include_role`
   * the name of the role.
   */
  readonly file: Source
  /** The absolute path of the folder of the playbook that contains the play. */
  readonly playbookDir: string
  /** The other options of `include_role`; absent for `include_tasks`. */
  readonly ofRole?: RoleOptions
  /**
   * Set for a task whose task type is a template, which `file` then contains. The step includes one task of the type
   * that it renders to.
   */
  readonly ofAction?: TemplatedAction
  readonly loop?: Source
  readonly loopControl: LoopControl
  readonly register?: string
  /** For a handler: the topics, in addition to its name, that notify it. */
  readonly listen: readonly string[]
  /** Whether only the first host runs the included tasks. Set if the step has `run_once` in the dialect of Ansible. */
  readonly isForFirstHost?: boolean
  /** The keywords that the included tasks inherit, with `vars` as params and `apply` merged in. */
  readonly inner: Inherited
}

/** The options of `include_role` in addition to the name, as templates. */
interface RoleOptions {
  /** The files to read in place of `main.yml`. */
  readonly from: ReadonlyMap<RoleFolder, Source>
  /** The options `public`, `allow_duplicates` and `rolespec_validate`. */
  readonly flags: ReadonlyMap<string, Source>
  readonly given: VarsSource
}

/** A task whose task type is only known when a host reaches it. */
interface TemplatedAction {
  /** Reads the task as one of that type. Throws InputError or InputErrors. */
  readonly readAs: (type: string, inherited: Inherited) => readonly Step[]
}

export type Step = TaskStep | BlockStep | IncludeStep

/** A step that `notify` can name: a task, or an `include_tasks`, in whose place the included tasks run. */
export type Handler = TaskStep | IncludeStep

export interface Play {
  readonly place: Place
  readonly name?: Source
  /** A host pattern; patterns of a list are joined with `,`. It may use extra vars in templates. */
  readonly hosts: Source
  readonly hostsPlace: Place
  /** The keywords that its tasks inherit. */
  readonly keywords: Inherited
  readonly vars: VarsSource
  /** The collections whose roles the play may use by their short names. */
  readonly collections: readonly string[]
  /** Variables for which the user is prompted before the run. */
  readonly prompts: readonly VarsPrompt[]
  /** Templates for paths, relative to the playbook. Of an inner list, the first file that exists is read. */
  readonly varsFiles: readonly Source[]
  /** Batch sizes: numbers or percentages, as in Ansible. */
  readonly serial: readonly Source[]
  readonly strategy: 'linear' | 'free' | 'host_pinned'
  readonly order: 'inventory' | 'sorted' | 'reverse_sorted' | 'reverse_inventory' | 'shuffle'
  /** If true, facts are gathered at the start; if false, never; if absent, when something refers to a fact. */
  readonly gatherFacts?: Source
  readonly maxFailPercentage?: Source
  readonly forceHandlers?: Source
  readonly anyErrorsFatal?: Source
  readonly preTasks: readonly Step[]
  readonly tasks: readonly Step[]
  readonly postTasks: readonly Step[]
  /** The handlers, including those of roles. */
  readonly handlers: readonly Step[]
  /** The roles whose variables all tasks can read, as far as they are known before the run. */
  readonly roles: readonly RoleRun[]
}

export interface Playbook {
  /** The absolute path of the playbook. */
  readonly file: string
  /** The plays, with imports replaced by the plays of the imported playbooks. */
  readonly plays: readonly Play[]
}
