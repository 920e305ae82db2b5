import { unboxed } from '../base/float.ts'
import type { RunEvent } from '../engine/state/events.ts'
import type { Reporter } from '../engine/state/reporter.ts'
import { InputError } from '../errors.ts'

/** A reporter that receives all events with the secrets masked: the only way for events to leave a run. */
export function masked(reporter: Reporter, mask: (text: string) => string): Reporter {
  return {
    event: event => reporter.event(maskDeeply(event, mask) as RunEvent),
    refused: errors => reporter.refused?.(errors.map(error => maskedError(error, mask))),
    close: () => reporter.close(),
  }
}

function maskedError({ message, place, hint }: InputError, mask: (text: string) => string): InputError {
  return new InputError(mask(message), { place, hint: hint === undefined ? undefined : mask(hint) })
}

/** Changes as events have them, with the secrets masked. */
export function maskedChanges(changes: readonly object[], mask: (text: string) => string): unknown {
  return maskDeeply(changes, mask, true)
}

function maskDeeply(value: unknown, mask: (text: string) => string, isResult = false): unknown {
  if (typeof value === 'string') return mask(value)
  // A secret of digits may have become a number on its way; those that the run itself counts stay.
  // safety: a number that equals a secret is masked
  if (typeof unboxed(value) === 'number')
    return isResult && mask(String(unboxed(value))) === '***' ? '***' : value
  if (Array.isArray(value)) {
    // The lines of a long output: one test shows that none of them needs masking.
    if (value.length > MANY && value.every(part => typeof part === 'string') && isClean(value, mask))
      return value
    return value.map(part => maskDeeply(part, mask, isResult))
  }
  if (typeof value !== 'object' || value === null) return value
  if ('toJSON' in value && typeof value.toJSON === 'function')
    return maskDeeply(value.toJSON(), mask, isResult)
  // safety: a diff hides the old lines if a new line contains a secret
  if (isResult && isTexts(value)) return maskTexts(value, mask)
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      mask(key),
      maskDeeply(part, mask, isResult || RESULTS.has(key)),
    ]),
  )
}

const MANY = 100

function isClean(lines: readonly string[], mask: (text: string) => string): boolean {
  const text = lines.join('\n')
  return mask(text) === text
}

interface Texts {
  readonly before: string
  readonly after: string
}

function isTexts(value: object): value is Texts {
  const { before, after, ...others } = value as Partial<Texts>
  return typeof before === 'string' && typeof after === 'string' && Object.keys(others).length === 0
}

/**
 * Texts for a diff. If a new line contains a secret, an old line may contain a previous secret that is no
 * longer known: it is hidden entirely.
 */
function maskTexts({ before, after }: Texts, mask: (text: string) => string): Texts {
  const [old, wanted] = [before.split('\n'), after.split('\n')]
  const [inOld, inWanted] = [new Set(old), new Set(wanted)]
  const added = wanted.filter(line => !inOld.has(line)).join('\n')
  if (mask(added) === added) return { before: mask(before), after: mask(after) }
  const shown = old.map(line => (line === '' || inWanted.has(line) ? line : '***'))
  return { before: mask(shown.join('\n')), after: mask(after) }
}

const RESULTS = new Set(['outputs', 'changes'])
