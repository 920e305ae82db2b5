import type { Reporter } from '../engine/state/reporter.ts'

/** Tells a reporter of a warning that comes from outside of the run, and is about no host. */
export function warn(reporter: Reporter, message: string): void {
  reporter.event({ type: 'warning', time: new Date().toISOString(), message })
}
