import type { StateTaskType } from '../../authoring/define.ts'
import type { InSync, Plan } from '../../authoring/plan.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import type { Host } from '../../remote/host.ts'
import type { Target } from '../../transport/spawn.ts'
import type { OpenSession, PlayContext } from './context.ts'
import type { TaskRef } from './events.ts'
import type { HostState } from './host-state.ts'

/** One task about to act on one host, with the variables of its loop item. */
export interface Acting {
  readonly context: PlayContext
  readonly step: TaskStep
  readonly host: HostState
  readonly scope: Scope
  readonly ref: TaskRef
  /** Set for an item of a loop that runs in a session of its own. */
  readonly lane?: Lane
  /** What `async` and `poll` ask of it. */
  readonly async?: AsyncWish
  /** Set if it is looked at before its turn. */
  readonly isAhead?: true
  /** What was carried out for the items of a loop together, by the key of the check. */
  readonly done?: Map<string, Done>
  /** Set for an item of a loop that is looked at before those before it are settled: what they may still set. */
  readonly notYet?: ReadonlySet<string>
}

/** Sessions in which items of a loop run while those of other lanes run too. */
export interface Lane {
  /** The value of `Target.lane`. */
  readonly name: string
  /** The sessions that were opened for it, to be closed after the loop. */
  readonly targets: Set<Target>
}

/** A task type with a check and an apply, whatever its params and plan are. */
export type AnyState = StateTaskType<never, never>

/** One check and all that goes into it. */
export interface Checking {
  readonly acting: Acting
  readonly name: string
  readonly type: AnyState
  readonly params: unknown
  readonly reached: ConnectedHost
  readonly isCheckMode: boolean
  /** Set if `async` has its program run as a job of its own. */
  readonly job?: JobOfTask
  /** The plan that was just applied, if this is the check after it. */
  readonly carriedOut?: Plan
}

/** What `async` and `poll` ask of a task. */
export interface AsyncWish {
  /** Seconds that it may take. */
  readonly seconds: number
  /** Seconds between two looks at it; 0 if it is not waited for. */
  readonly poll: number
  /** Whether it becomes a job of its own on the host; otherwise it is only held to its time. */
  readonly isDetached: boolean
}

/** The job that a task runs as: the same for each time that it is tried again after a lost connection. */
export interface JobOfTask extends Pick<AsyncWish, 'seconds' | 'poll'> {
  readonly id: string
}

/** The host that a task works on, over an open session. */
export interface ConnectedHost {
  readonly host: Host
  /** Absent for a task type that needs no host. */
  readonly session: OpenSession | undefined
  /** The same for all inventory names of one address. */
  readonly machine: string
  /**
   * `onWrite` is called before a request that may change the host; set while a plan is applied. `sawNothing`
   * records, in a dry run, that a check looked for a file that does not exist.
   */
  readonly watch: { onWrite: () => void; sawNothing?: boolean }
}

/** A check that was begun, perhaps before its turn. */
export interface PrefetchedCheck {
  /** Equal for checks with the same inputs; absent if the inputs are not plain data. */
  readonly key: string | undefined
  readonly session: object | undefined
  readonly outcome: Promise<InSync | Plan>
  /** Resolves when it has asked its host something, or is over. */
  readonly underWay: Promise<void>
  /** Whether a task whose turn is now would see just the same. */
  readonly holds: (turn: Acting) => Promise<boolean>
}

/** A plan that was applied before the turn of its item, and the check after it. */
export interface Done {
  readonly plan: Plan
  readonly look: PrefetchedCheck
}
