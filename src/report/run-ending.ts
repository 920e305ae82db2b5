import type { Status } from '../engine/state/events.ts'
import { countHosts } from './hosts.ts'
import { cellsOf } from './task-cells.ts'

/** The exit codes of runs that Ctrl-C, SIGTERM or a hangup stopped. */
export const STOPPED: readonly number[] = [129, 130, 143]

/** What an exit code means for the hosts on which the run did not complete. */
const TROUBLES: Readonly<Record<number, string>> = {
  2: 'failed',
  4: 'unreachable',
  6: 'failed or unreachable',
}

/**
 * Returns how a run ended, from its exit code and the number of hosts on which it did not complete: `done`, `3 hosts
 * failed`.
 */
export function runEnding(exitCode: number, troubled: number): string {
  if (exitCode === 0) return 'done'
  if (exitCode === 1) return 'nothing was run'
  if (STOPPED.includes(exitCode)) return 'stopped'
  const trouble = TROUBLES[exitCode]
  if (trouble === undefined || troubled === 0) return `exit code ${exitCode}`
  return `${countHosts(troubled)} ${trouble}`
}

/** The outcome of a task on a host. */
interface Ending {
  readonly status: Status
  readonly isIgnored?: boolean
  readonly isRescued?: boolean
}

/** The results of a run, in the form of the report data. */
interface Results {
  readonly tasks: readonly { readonly cells: readonly number[] }[]
  readonly details: readonly Ending[]
}

/**
 * Returns whether a task failed on a host, or could not reach it, and the failure was neither ignored nor rescued.
 */
export function isLost({ status, isIgnored, isRescued }: Ending): boolean {
  return (status === 'failed' || status === 'unreachable') && !isIgnored && !isRescued
}

/**
 * Returns the number of hosts on which a run did not complete: those with a failure that was neither ignored nor
 * rescued.
 */
export function countTroubled({ tasks, details }: Results): number {
  const troubled = new Set<number>()
  for (const { cells } of tasks)
    for (const { host, detail } of cellsOf(cells)) {
      const ending = details[detail]
      if (ending && isLost(ending)) troubled.add(host)
    }
  return troubled.size
}
