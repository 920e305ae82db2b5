import type { Reporter } from '../engine/state/reporter.ts'

/** Sends a reporter a warning from outside of the run that is not about a host. */
export function warn(reporter: Reporter, message: string): void {
  reporter.event({ type: 'warning', time: new Date().toISOString(), message })
}
