import type { Status } from '../engine/state/events.ts'
import { countHosts } from './hosts.ts'
import { cellsOf } from './task-cells.ts'

/** The exit codes of runs that Ctrl-C, SIGTERM or a hangup stopped. */
export const STOPPED: readonly number[] = [129, 130, 143]

/** What the exit codes say of the hosts that a run did not complete. */
const TROUBLES: Readonly<Record<number, string>> = {
  2: 'failed',
  4: 'unreachable',
  6: 'failed or unreachable',
}

/** How a run ended, in a few words, by its exit code and the number of hosts that it did not complete: `done`, `3 hosts failed`. */
export function runEnding(exitCode: number, troubled: number): string {
  if (exitCode === 0) return 'done'
  if (exitCode === 1) return 'nothing was run'
  if (STOPPED.includes(exitCode)) return 'stopped'
  const trouble = TROUBLES[exitCode]
  if (trouble === undefined || troubled === 0) return `exit code ${exitCode}`
  return `${countHosts(troubled)} ${trouble}`
}

/** How a task ended on a host. */
interface Ending {
  readonly status: Status
  readonly isIgnored?: boolean
  readonly isRescued?: boolean
}

/** The results of a run, as the data of a report has them. */
interface Results {
  readonly tasks: readonly { readonly cells: readonly number[] }[]
  readonly details: readonly Ending[]
}

/** Whether a task failed on a host, or could not be tried there, and that was not let pass. */
export function isLost({ status, isIgnored, isRescued }: Ending): boolean {
  return (status === 'failed' || status === 'unreachable') && !isIgnored && !isRescued
}

/** The number of hosts that a run did not complete: those with a failure that was not let pass. */
export function countTroubled({ tasks, details }: Results): number {
  const troubled = new Set<number>()
  for (const { cells } of tasks)
    for (const { host, detail } of cellsOf(cells)) {
      const ending = details[detail]
      if (ending && isLost(ending)) troubled.add(host)
    }
  return troubled.size
}
