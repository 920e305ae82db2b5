import type { Reporter } from '../engine/events.ts'

/** A reporter that is told everything with the secrets masked. */
export function masked(reporter: Reporter, mask: (text: string) => string): Reporter {
  return { ...reporter, event: event => reporter.event(JSON.parse(mask(JSON.stringify(event)))) }
}
