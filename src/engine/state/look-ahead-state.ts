import type { Step, TaskStep } from '../../playbook/steps.ts'
import type { ChangeTracker } from './change-tracker.ts'
import type { PrefetchedCheck } from './task-run.ts'

/** One task, or one item of its loop, whose check may be prefetched. */
export interface Unit {
  readonly step: TaskStep
  /** The variables of the loop item, by name. */
  readonly loop?: ReadonlyMap<string, { value: unknown }> | undefined
}

/** The look-ahead state of a host: which checks after its current task are prefetched. */
export interface LookAheadState {
  /** The position of the host's current task; undefined if the next tasks are unknown. */
  position: Position | undefined
  /** The items of the current loop that have not started. */
  items: readonly Unit[]
  /**
   * The maximum number of running or unused prefetched checks. It grows while the host is in sync and shrinks after a
   * change.
   */
  window: number
  /** The change tracker of the host's machine; `version` is its version when the look-ahead started. */
  tracker: ChangeTracker | undefined
  version: number
  /** The next units to prefetch; when it is empty, tasks come from `upcoming`. */
  queue: Unit[]
  upcoming: Iterator<TaskStep> | undefined
  /** The tasks that the look-ahead has passed since it last started over. */
  readonly seen: Set<TaskStep>
  /** The prefetched checks, by task. */
  readonly prefetched: Map<TaskStep, PrefetchedCheck[]>
  /** The variables that unfinished tasks may still set, by task. */
  readonly unsettled: Map<TaskStep, readonly string[]>
  /** Units that need such a variable, or a fact that is not gathered yet. */
  deferred: { readonly unit: Unit; readonly needs: ReadonlySet<string>; readonly needsFacts: boolean }[]
  /** A task that will change something or wait. Nothing after it is prefetched. */
  fence: TaskStep | undefined
  /** Increases when the look-ahead starts over. A result of an earlier round no longer sets the fence. */
  round: number
  /** True while the look-ahead is choosing tasks to prefetch. */
  isRunning: boolean
}

/**
 * Returns the maximum number of running or unused prefetched checks per host, for a run with this number of hosts.
 * Each takes a few kilobytes until its turn.
 */
export function maxPrefetched(hosts: number): number {
  return Math.min(1024, Math.max(64, Math.floor(20_000 / hosts)))
}

/** Creates the look-ahead state of a host before its first task. */
export function newLookAheadState(): LookAheadState {
  return {
    position: undefined,
    items: [],
    window: Number.POSITIVE_INFINITY,
    tracker: undefined,
    version: 0,
    queue: [],
    upcoming: undefined,
    seen: new Set(),
    prefetched: new Map(),
    unsettled: new Map(),
    deferred: [],
    fence: undefined,
    round: 0,
    isRunning: false,
  }
}

/** A position in a list of steps; `after` is the position at which the run continues after that list. */
export interface Position {
  readonly steps: readonly Step[]
  readonly index: number
  readonly after?: Position | undefined
}
