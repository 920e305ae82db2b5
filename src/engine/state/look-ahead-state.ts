import type { Step, TaskStep } from '../../playbook/steps.ts'
import type { PrefetchedCheck } from './acting.ts'
import type { ChangeTracker } from './change-tracker.ts'

/** One task, or one item of its loop, that may be looked at before its turn. */
export interface Unit {
  readonly step: TaskStep
  /** The variables of the item. */
  readonly loop?: ReadonlyMap<string, { value: unknown }> | undefined
}

/** How far a host sees ahead of the task whose turn it is. */
export interface LookAheadState {
  /** The position of the run; absent if the next tasks are unknown. */
  at: Position | undefined
  /** The items of the loop that is running and not yet begun. */
  items: readonly Unit[]
  /** How many looks may be running or unused at once: many on a host that is as described, few on one that is not. */
  window: number
  /** The change tracker of the host's machine, and its snapshot when look-ahead started. */
  tracker: ChangeTracker | undefined
  begun: number
  /** What comes next, as the walk ahead goes through it. */
  queue: Unit[]
  upcoming: Iterator<TaskStep> | undefined
  /** Tasks that were walked past since looking ahead began. */
  readonly seen: Set<TaskStep>
  readonly prefetched: Map<TaskStep, PrefetchedCheck[]>
  /** The variables that tasks which are not settled may set. */
  readonly unsettled: Map<TaskStep, readonly string[]>
  /** What needs such a variable, or a fact that is not gathered. */
  deferred: { readonly unit: Unit; readonly needs: ReadonlySet<string>; readonly needsFacts: boolean }[]
  /** A task that will change something or wait: nothing behind it is looked at. */
  fence: TaskStep | undefined
  /** Counts the look-aheads, so that a walk knows when it is no longer the present one. */
  round: number
  isWalking: boolean
}

/**
 * The maximum of running or unused prefetches per host, for a number of hosts: each takes a few kilobytes until
 * its turn.
 */
export function mostLooks(hosts: number): number {
  return Math.min(1024, Math.max(64, Math.floor(20_000 / hosts)))
}

/** The state of a host before its first task. */
export function newLookAheadState(): LookAheadState {
  return {
    at: undefined,
    items: [],
    window: Number.POSITIVE_INFINITY,
    tracker: undefined,
    begun: 0,
    queue: [],
    upcoming: undefined,
    seen: new Set(),
    prefetched: new Map(),
    unsettled: new Map(),
    deferred: [],
    fence: undefined,
    round: 0,
    isWalking: false,
  }
}

/** A position in a list of steps, and the position after that list. */
export interface Position {
  readonly steps: readonly Step[]
  readonly index: number
  readonly after?: Position | undefined
}
