import type { LimitFunction } from 'p-limit'
import type { Plan } from '../../authoring/plan.ts'
import type { InputError, Place, Source } from '../../errors.ts'
import type { Controller } from '../../functions/controller.ts'
import type { GrowingInventory, Inventory } from '../../inventory/inventory.ts'
import type { TaskTypes } from '../../load-task-types.ts'
import type { Inherited } from '../../playbook/keywords/inherit.ts'
import type { RoleRef } from '../../playbook/read-role-task.ts'
import type { Handler, IncludeStep, Play, Step } from '../../playbook/steps.ts'
import type { KnownFact } from '../../remote/facts/known.ts'
import type { Host, Progress } from '../../remote/host.ts'
import type { Probe } from '../../remote/probe.ts'
import type { HostGuard } from '../../remote/rollback/arm.ts'
import type { Target } from '../../transport/spawn.ts'
import type { Keys, Masks } from '../../values/secret.ts'
import type { Unknown } from '../../values/unknown.ts'
import type { VarsSource } from '../../yaml/load.ts'
import type { Checking } from './acting.ts'
import type { ChangeTrackers } from './change-tracker.ts'
import type { RunEvent } from './events.ts'
import type { HostState } from './host-state.ts'
import type { PlayState } from './play-state.ts'
import type { Predictions } from './predictions.ts'
import type { Result } from './result.ts'
import type { ResumeState } from './resume-state.ts'
import type { Settings } from './settings.ts'
import type { Stepping } from './stepping.ts'

/** A session as the engine sees it, open or pending: requests to a pending session are answered when it is open. */
export interface OpenSession {
  readonly stands: boolean
  readonly host: (options?: {
    onLine?: (stream: 'stdout' | 'stderr', line: string) => void
    /** Called before a request that may change the host is sent. */
    onWrite?: () => void
    onProgress?: (progress: Progress) => void
  }) => Host
}

/** All that the engine works with; run.ts puts it together. */
export interface RunContext {
  readonly settings: Settings
  readonly inventory: GrowingInventory
  readonly types: TaskTypes
  /** Those of the inventory; hosts that tasks add are added here too. */
  readonly hosts: Map<string, HostState>
  /** The implicit `localhost`, if the inventory has none. */
  readonly localhost: HostState
  /** Hosts that tasks were delegated to and that the inventory does not have, by name. */
  readonly strangers: Map<string, HostState>
  /** Throws InputError if a target is one that ssh or a shell could take for something else. */
  readonly checkTarget: (target: Target) => void
  readonly connect: (target: Target) => Promise<OpenSession>
  /** The open or pending session; undefined if none was requested yet. */
  readonly opening: (target: Target) => OpenSession | undefined
  /** Closes a host's sessions, so that the next task opens a new one (`meta: reset_connection`). */
  readonly disconnect: (host: string) => Promise<void>
  /** Closes one session, if there is one. */
  readonly closeSession: (target: Target) => Promise<void>
  /** Opens a session over a connection of its own, whatever others there are, for the caller to close. */
  readonly connectAfresh: (target: Target) => Promise<OpenSession & { readonly close: () => Promise<void> }>
  /** Has a host watch over what is about to change. */
  readonly armGuard: (
    host: Host,
    how: { readonly seconds: number; readonly undo?: string },
  ) => Promise<HostGuard>
  /** Asks a host for guards that another run has left. */
  readonly foreignGuard: Probe<string | undefined>
  readonly factsProbe: Probe<Readonly<Record<string, unknown>>>
  readonly factNames: FactNames
  /** A hint for a missing variable; set by the code that knows which tasks would set it. */
  readonly adviseOn?: (name: string) => string | undefined
  /** Reads a file of tasks for a play. */
  readonly loadTasks: (file: string, inherited: Inherited, play: Play) => readonly Step[]
  /** Reads the role that an `include_role` of a play means. */
  readonly loadRole: (step: IncludeStep, role: RoleRef, inherited: Inherited, play: Play) => readonly Step[]
  /**
   * The hosts of an inventory that a play's pattern matches, within the limit of the run. `onUnknown` is called with the reason
   * if there are none.
   */
  readonly chooseHosts: (
    inventory: Inventory,
    pattern: string,
    place: Place,
    onUnknown?: (unknown: InputError) => void,
  ) => readonly string[]
  readonly loadVars: (file: string) => VarsSource
  /** What functions read of the controller while values are rendered. */
  readonly controller: Controller
  /** Set once the plays are run, or dry-run: before, rendering a value starts no program. */
  readonly isRunning: { value: boolean }
  readonly masks: Masks
  /** What the run that is resumed has left. */
  readonly past?: ResumeState
  /** Present if the user is asked before each task. */
  readonly stepping?: Stepping
  /** Opens encrypted values. */
  readonly keys?: Keys
  readonly emit: (event: Untimed<RunEvent>) => void
  /** What was warned of already. */
  readonly warned: Set<string>
  readonly signal: AbortSignal
  /** Bounds the hosts that work at once (`--forks`). */
  readonly limit: LimitFunction
  /** Set once `--start-at-task` found its task. */
  readonly started: { value: boolean }
  readonly changeTrackers: ChangeTrackers
  /** In a dry run, what the tasks until now would have made of each machine. */
  readonly predicted: Predictions
  /** How many writes the last apply of each task type took. */
  readonly writesOf: Map<string, number>
}

/** What is known of facts before a host is asked for them. */
interface FactNames {
  /** By name, without `ansible_`. */
  readonly known: ReadonlyMap<string, KnownFact>
  /** Whether a fact may be that of a network interface. */
  readonly isInterface: (name: string) => boolean
  /** What to use instead of a name that is not a fact of any host, if there is a suggestion. */
  readonly instead: (name: string) => string | undefined
}

/** An event before it is given its time. */
type Untimed<E> = E extends unknown ? Omit<E, 'time'> : never

/** One batch of one play. */
export interface PlayContext {
  readonly run: RunContext
  readonly play: Play
  readonly playName: string
  readonly gathering: Gathering
  /** The hosts of the play, all batches, those that left before it among them. */
  readonly hosts: readonly HostState[]
  readonly batch: readonly HostState[]
  /** All handlers of the play, in their order; roles that are included add theirs. */
  readonly handlers: Handler[]
  /** The same in the order in which a name finds one. */
  readonly handlersByName: Handler[]
  /** `vars_files` of each host, rendered paths already read. */
  readonly varsFiles: ReadonlyMap<HostState, readonly VarsSource[]>
  readonly state: PlayState
  /** The results of tasks that run once per batch, if its hosts do not run in lockstep. */
  readonly once: Map<string, Promise<Result>>
  /** Within a block with a `rescue`: the hosts that it is for. */
  readonly rescuable?: readonly HostState[]
  /** Within a block whose `rescue` is also for hosts that became unreachable: what says so. */
  readonly rescuesUnreachable?: Source
  /** Within a guarded block. */
  readonly guard?: BlockGuard
  /** Within a block whose items are not known: why its tasks may run or not. */
  readonly uncertain?: Unknown
}

/** Watches over what the tasks of a guarded block change. */
export interface BlockGuard {
  /** Throws TaskError if a plan could not be rolled back. */
  readonly refuseIrreversible: (checking: Checking, plan: Plan, isHandler: boolean) => void
  /** Has the host keep what a plan is about to change; gives the host over which it is then changed. Throws TaskError. */
  readonly cover: (checking: Checking, plan: Plan, isHandler: boolean) => Promise<Host>
}

/** Whether a play asks its hosts for their facts: when it begins, when something refers to one, or not at all. */
export type Gathering = 'at the start' | 'on demand' | 'never'
