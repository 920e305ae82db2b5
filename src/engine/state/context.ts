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
import type { ChangeTrackers } from './change-tracker.ts'
import type { RunEvent } from './events.ts'
import type { HostState } from './host-state.ts'
import type { PlayState } from './play-state.ts'
import type { Predictions } from './predictions.ts'
import type { Result } from './result.ts'
import type { ResumeState } from './resume-state.ts'
import type { Settings } from './settings.ts'
import type { Stepping } from './stepping.ts'
import type { Checking } from './task-run.ts'

/** A session that is open, or pending: requests to a pending session are answered when it is open. */
export interface OpenSession {
  readonly isOpen: boolean
  readonly host: (options?: {
    onLine?: (stream: 'stdout' | 'stderr', line: string) => void
    /** Called before a request that may change the host is sent. */
    onWrite?: () => void
    onProgress?: (progress: Progress) => void
  }) => Host
}

/** Everything that the engine needs for a run. `run.ts` creates it. */
export interface RunContext {
  readonly settings: Settings
  readonly inventory: GrowingInventory
  readonly types: TaskTypes
  /** The hosts of the inventory, by name. Hosts that tasks add are added here too. */
  readonly hosts: Map<string, HostState>
  /** The implicit `localhost`, if the inventory has none. */
  readonly localhost: HostState
  /** Hosts outside of the inventory to which tasks were delegated, by name. */
  readonly hostsOutsideInventory: Map<string, HostState>
  /**
   * Throws InputError if a part of the target could be misread by ssh or a shell, such as a host name that begins
   * with `-`.
   */
  readonly checkTarget: (target: Target) => void
  readonly connect: (target: Target) => Promise<OpenSession>
  /** Returns the open or pending session of a target; undefined if none was requested yet. */
  readonly findSession: (target: Target) => OpenSession | undefined
  /** Closes a host's sessions, so that the next task opens a new one (`meta: reset_connection`). */
  readonly disconnect: (host: string) => Promise<void>
  /** Closes the session of a target, if it is open. */
  readonly closeSession: (target: Target) => Promise<void>
  /** Opens a session over a new connection, even if the target has others. The caller closes it. */
  readonly connectNew: (target: Target) => Promise<OpenSession & { readonly close: () => Promise<void> }>
  /** Arms a guard on a host, before changes that may have to be rolled back. */
  readonly armGuard: (
    host: Host,
    how: { readonly seconds: number; readonly undo?: string },
  ) => Promise<HostGuard>
  /** Finds a guard that another run has left on a host. */
  readonly foreignGuard: Probe<string | undefined>
  readonly factsProbe: Probe<Readonly<Record<string, unknown>>>
  readonly factNames: FactNames
  /** Returns a hint for a missing variable that some task would set. The preflight check provides it. */
  readonly adviseOn?: (name: string) => string | undefined
  /** Reads a file of tasks for a play. */
  readonly loadTasks: (file: string, inherited: Inherited, play: Play) => readonly Step[]
  /** Reads the steps of the role that an `include_role` of a play names. */
  readonly loadRole: (step: IncludeStep, role: RoleRef, inherited: Inherited, play: Play) => readonly Step[]
  /**
   * Returns the names of the hosts that a play's pattern matches, within the run's `--limit`. If there are none,
   * `onUnknown` is called with the reason.
   */
  readonly chooseHosts: (
    inventory: Inventory,
    pattern: string,
    place: Place,
    onUnknown?: (unknown: InputError) => void,
  ) => readonly string[]
  readonly loadVars: (file: string) => VarsSource
  /** Gives template functions access to the controller: its files, environment and programs. */
  readonly controller: Controller
  /** True once the plays run, in a dry run too. Before that, rendering a value never starts a program. */
  readonly isRunning: { value: boolean }
  readonly masks: Masks
  /** The state of the interrupted or failed run that this run resumes. */
  readonly resumeState?: ResumeState
  /** Present if the user is asked before each task (`--step`). */
  readonly stepping?: Stepping
  /** The keys that decrypt encrypted values. */
  readonly keys?: Keys
  readonly emit: (event: Untimed<RunEvent>) => void
  /** The warnings that were already shown, so that each is shown only once. */
  readonly warned: Set<string>
  readonly signal: AbortSignal
  /** Limits the number of hosts that run tasks at the same time (`--forks`). */
  readonly limit: LimitFunction
  /** True once the run has reached the task of `--start-at-task`, or from the beginning without that option. */
  readonly started: { value: boolean }
  readonly changeTrackers: ChangeTrackers
  /** In a dry run, the predicted state of each machine after the tasks so far. */
  readonly predictions: Predictions
  /** The number of writes in the last apply of each task type, by its name. */
  readonly writesOf: Map<string, number>
}

/** What is known about facts before any host was asked. */
interface FactNames {
  /** The facts that hosts may have, by name without `ansible_`. */
  readonly known: ReadonlyMap<string, KnownFact>
  /** Whether a fact's name may be the name of a network interface, such as `eth0`. */
  readonly isInterface: (name: string) => boolean
  /** A suggestion for a name that is not a fact of any host, if there is one. */
  readonly suggestion: (name: string) => string | undefined
}

/** An event without its `time`, which is set when the event is emitted. */
type Untimed<E> = E extends unknown ? Omit<E, 'time'> : never

/** The context of one batch of hosts in one play. */
export interface PlayContext {
  readonly run: RunContext
  readonly play: Play
  readonly playName: string
  /** When the play gathers facts. */
  readonly gathering: Gathering
  /** All hosts of the play, in all batches, including hosts that have already dropped out. */
  readonly hosts: readonly HostState[]
  /** The hosts of this batch. */
  readonly batch: readonly HostState[]
  /** All handlers of the play in the order in which they run. Included roles add their handlers. */
  readonly handlers: Handler[]
  /** The same handlers in the order in which `notify` searches them: the first match is used. */
  readonly handlersByName: Handler[]
  /** The content of `vars_files` for each host; paths with templates are already rendered and read. */
  readonly varsFiles: ReadonlyMap<HostState, readonly VarsSource[]>
  readonly state: PlayState
  /** The results of tasks that run once per batch, used if the hosts of the batch do not run in lockstep. */
  readonly onceInBatch: Map<string, Promise<Result>>
  /** Within a block with a `rescue`: the hosts that started the block. */
  readonly rescuable?: readonly HostState[]
  /**
   * Within a block with `rescue_unreachable`: the value of that keyword, which decides whether `rescue` also applies
   * to hosts that became unreachable.
   */
  readonly rescuesUnreachable?: Source
  /** The guard of the block, within a guarded block. */
  readonly guard?: BlockGuard
  /** Within a looped block whose items are unknown: the reason why it is unknown whether its tasks run. */
  readonly uncertain?: Unknown
}

/** Protects the changes of a guarded block, so that they can be rolled back. */
export interface BlockGuard {
  /** Throws TaskError if the changes of a plan could not be rolled back. */
  readonly refuseIrreversible: (checking: Checking, plan: Plan, isHandler: boolean) => void
  /**
   * Saves on the host what a plan is about to change, and returns the host over which the plan must then be applied.
   * Throws TaskError.
   */
  readonly cover: (checking: Checking, plan: Plan, isHandler: boolean) => Promise<Host>
}

/** When a play gathers facts: at its start, when something refers to a fact, or never. */
export type Gathering = 'at the start' | 'on demand' | 'never'
