import type { Reporter, RunEvent } from '../engine/events.ts'

/** A reporter that is told everything with the secrets masked: the one place through which events leave a run. */
export function masked(reporter: Reporter, mask: (text: string) => string): Reporter {
  return {
    event: event => reporter.event(maskDeeply(event, mask) as RunEvent),
    close: () => reporter.close(),
  }
}

function maskDeeply(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return mask(value)
  if (Array.isArray(value)) return value.map(part => maskDeeply(part, mask))
  if (typeof value !== 'object' || value === null) return value
  if ('toJSON' in value && typeof value.toJSON === 'function') return value.toJSON()
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [mask(key), maskDeeply(part, mask)]))
}
