import { unboxed } from '../base/float.ts'
import type { RunEvent } from '../engine/state/events.ts'
import type { Reporter } from '../engine/state/reporter.ts'
import { InputError } from '../errors.ts'

/** Returns a reporter that gets all events with secrets masked. Events leave a run only through it. */
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

/** Returns changes in the form of events, with secrets masked. */
export function maskedChanges(changes: readonly object[], mask: (text: string) => string): unknown {
  return maskDeeply(changes, mask, true)
}

function maskDeeply(value: unknown, mask: (text: string) => string, isResult = false): unknown {
  if (typeof value === 'string') return mask(value)
  // A secret of digits may have become a number. Only numbers in results are masked, not those that the run itself
  // counts.
  // safety: a number that equals a secret is masked
  if (typeof unboxed(value) === 'number')
    return isResult && mask(String(unboxed(value))) === '***' ? '***' : value
  if (Array.isArray(value)) {
    // The lines of a long output: a single test of all of them shows whether any needs masking.
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
 * Masks the two texts of a diff. If a new line contains a secret, the old line may contain the previous secret, which
 * is no longer known: all old lines that are not in the new text are then hidden.
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
