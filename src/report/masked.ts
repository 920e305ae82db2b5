import type { Reporter, RunEvent } from '../engine/events.ts'

/** A reporter that is told everything with the secrets masked: the one place through which events leave a run. */
export function masked(reporter: Reporter, mask: (text: string) => string): Reporter {
  return {
    event: event => reporter.event(maskDeeply(event, mask) as RunEvent),
    close: () => reporter.close(),
  }
}

function maskDeeply(value: unknown, mask: (text: string) => string, isResult = false): unknown {
  if (typeof value === 'string') return mask(value)
  // A secret of digits may have become a number on its way; those that the run itself counts stay.
  if (typeof value === 'number') return isResult && mask(String(value)) === '***' ? '***' : value
  if (Array.isArray(value)) return value.map(part => maskDeeply(part, mask, isResult))
  if (typeof value !== 'object' || value === null) return value
  if ('toJSON' in value && typeof value.toJSON === 'function')
    return maskDeeply(value.toJSON(), mask, isResult)
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      mask(key),
      maskDeeply(part, mask, isResult || RESULTS.has(key)),
    ]),
  )
}

const RESULTS = new Set(['outputs', 'changes'])
