import type { LimitFunction } from 'p-limit'
import type { RoleRun } from '../../playbook/steps.ts'
import type { PlayContext } from './context.ts'
import type { HostState } from './host-state.ts'
import type { Result } from './result.ts'

/** The mutable state of a play, shared by all of its batches. */
export interface PlayState {
  /** True after `meta: end_play`. */
  isEnded: boolean
  /** True after `meta: end_batch`, until the next batch. */
  isBatchEnded: boolean
  /**
   * True after a failure that is fatal for all hosts. If a batch loses all of its hosts then, the run ends after that
   * batch.
   */
  isAborted: boolean
  /** The number of batches that `serial` results in. */
  readonly batches: number
  /** The results of tasks that run once for the whole play. */
  readonly onceInPlay: Map<string, Promise<Result>>
  /** The number of times that each host has reached each task with `run_once`. */
  readonly arrivals: Map<HostState, Map<string, number>>
  /** The roles from includes whose variables all later tasks of the play can use. */
  readonly roles: RoleRun[]
  /** The roles of which each host has run at least one task. */
  readonly rolesStarted: Map<HostState, Set<string>>
  /** The roles that each host has finished. */
  readonly rolesDone: Map<HostState, Set<string>>
  /** Limits the number of hosts that run a task with `throttle` at the same time, by task. */
  readonly throttles: Map<string, LimitFunction>
}

/** Creates the state of a play with a number of batches, at its start. */
export function newPlayState(batches = 1): PlayState {
  return {
    isEnded: false,
    isBatchEnded: false,
    isAborted: false,
    batches,
    onceInPlay: new Map(),
    arrivals: new Map(),
    roles: [],
    rolesStarted: new Map(),
    rolesDone: new Map(),
    throttles: new Map(),
  }
}

/** Emits a warning once per run, even if it applies in several places. */
export function warnOnce({ run }: PlayContext, message: string): void {
  if (run.warned.has(message)) return
  run.warned.add(message)
  run.emit({ type: 'warning', message })
}

/** True if the run was stopped, or if the play ended by `meta: end_play` or too many failures. */
export function hasEnded({ run, state }: PlayContext): boolean {
  return run.signal.aborted || state.isEnded || state.isBatchEnded
}
