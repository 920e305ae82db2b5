import type { LimitFunction } from 'p-limit'
import type { RoleRun } from '../../playbook/steps.ts'
import type { PlayContext } from './context.ts'
import type { HostState } from './host-state.ts'
import type { Result } from './result.ts'

/** What changes while a play runs, for all of its batches. */
export interface PlayState {
  isEnded: boolean
  isBatchEnded: boolean
  /** Set by a failure that is fatal for all hosts: nothing comes after a batch that was lost to it. */
  isAborted: boolean
  /** How many batches `serial` makes. */
  readonly batches: number
  /** The results of tasks that run once for the whole play. */
  readonly once: Map<string, Promise<Result>>
  /** How often each host has reached each task that runs once. */
  readonly arrivals: Map<HostState, Map<string, number>>
  /** The roles that includes have brought, and whose variables all tasks see from then on. */
  readonly roles: RoleRun[]
  /** By host, the roles of which it has run a task, and those that it has run to their end. */
  readonly rolesBegun: Map<HostState, Set<string>>
  readonly rolesDone: Map<HostState, Set<string>>
  /** Bounds the hosts that do a task with `throttle` at once. */
  readonly throttles: Map<string, LimitFunction>
}

export function newPlayState(batches = 1): PlayState {
  return {
    isEnded: false,
    isBatchEnded: false,
    isAborted: false,
    batches,
    once: new Map(),
    arrivals: new Map(),
    roles: [],
    rolesBegun: new Map(),
    rolesDone: new Map(),
    throttles: new Map(),
  }
}

/** Warns of something that is so wherever it comes up, once a run. */
export function warnOnce({ run }: PlayContext, message: string): void {
  if (run.warned.has(message)) return
  run.warned.add(message)
  run.emit({ type: 'warning', message })
}

/** True if the run was stopped, or the play was by `meta: end_play` or too many failures. */
export function isOver({ run, state }: PlayContext): boolean {
  return run.signal.aborted || state.isEnded || state.isBatchEnded
}
