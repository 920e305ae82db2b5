import type { StateTaskType } from '../../authoring/define.ts'
import type { InSync, Plan } from '../../authoring/plan.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import type { Host } from '../../remote/host.ts'
import type { Target } from '../../transport/spawn.ts'
import type { OpenSession, PlayContext } from './context.ts'
import type { TaskRef } from './events.ts'
import type { HostState } from './host-state.ts'

/** A task that runs on one host, or one item of its loop, with the variables for it. */
export interface TaskRun {
  readonly context: PlayContext
  readonly step: TaskStep
  readonly host: HostState
  readonly scope: Scope
  readonly ref: TaskRef
  /** The worker that runs this loop item, if the items of the loop run in parallel. */
  readonly worker?: LoopWorker
  /** The values of `async` and `poll`, if the task has `async`. */
  readonly asyncSettings?: AsyncSettings
  /** Set if the check is prefetched, that is, started before the task's turn. */
  readonly isPrefetch?: true
  /** The plans that were already applied for several loop items together, by the key of the item's check. */
  readonly applied?: Map<string, AppliedPlan>
  /**
   * Set if the item's check starts before earlier items have finished: the variables that those items may still set.
   */
  readonly pendingNames?: ReadonlySet<string>
}

/** A set of sessions for loop items that run in parallel on one host. Each worker runs one item at a time. */
export interface LoopWorker {
  /** The name of the worker, used as `Target.worker`. */
  readonly name: string
  /** The targets whose sessions were opened for this worker. The loop closes them when it ends. */
  readonly targets: Set<Target>
}

/** A task type with a check and an apply, for any type of params and plan. */
export type AnyState = StateTaskType<never, never>

/** The inputs of one check. */
export interface Checking {
  readonly taskRun: TaskRun
  readonly name: string
  readonly type: AnyState
  readonly params: unknown
  readonly connected: ConnectedHost
  readonly isCheckMode: boolean
  /** The job, if `async` runs the task's program as a separate job on the host. */
  readonly job?: JobOfTask
  /** The plan that was just applied, if this is the check after it. */
  readonly carriedOut?: Plan
}

/** The values of `async` and `poll` of a task. */
export interface AsyncSettings {
  /** The maximum duration, in seconds. */
  readonly seconds: number
  /** Seconds between two checks whether the task has ended. 0: Drover does not wait for its end. */
  readonly poll: number
  /** True if the task's program runs as a separate job on the host. Otherwise only the time limit applies. */
  readonly isDetached: boolean
}

/** The job of a task with `async`. Attempts after a lost connection use the same job. */
export interface JobOfTask extends Pick<AsyncSettings, 'seconds' | 'poll'> {
  readonly id: string
}

/** The host that a task works on, with its open session. */
export interface ConnectedHost {
  readonly host: Host
  /** Undefined for a task type that needs no host (`isLocal`). */
  readonly session: OpenSession | undefined
  /** Identifies the machine. Inventory names with the same address have the same value. */
  readonly machine: string
  /**
   * `onWrite` is called before each request that may change the host. It does something only while a plan is applied.
   * `sawMissingFile` is set in a dry run when a check finds that a file does not exist.
   */
  readonly hooks: { onWrite: () => void; sawMissingFile?: boolean }
}

/** A check that has started, possibly before the turn of its task. */
export interface PrefetchedCheck {
  /**
   * A key made from the inputs of the check, equal for checks with the same inputs; undefined if they are not plain
   * data.
   */
  readonly key: string | undefined
  readonly session: object | undefined
  readonly outcome: Promise<InSync | Plan>
  /** Resolves when the check has sent its first probe, or has ended. */
  readonly started: Promise<void>
  /** Returns whether the outcome is still valid for this task, whose turn it is now. */
  readonly isValid: (turn: TaskRun) => Promise<boolean>
}

/** A plan that was applied before the turn of its loop item, and the check that was started after it. */
export interface AppliedPlan {
  readonly plan: Plan
  readonly recheck: PrefetchedCheck
}
