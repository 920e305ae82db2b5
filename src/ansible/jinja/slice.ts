import { sliceItems } from '../../functions/python/slice.ts'
import { JinjaError } from './error.ts'
import { describe } from './text.ts'
import { Undefined } from './undefined.ts'
import { amount, Tuple, tuple, used } from './values.ts'

/** Evaluates `value[start:stop:step]` with Python's rules for bounds. */
export function slice(given: unknown, [start, stop, step]: readonly unknown[]): unknown {
  if (given instanceof Undefined) return given
  const value = used(given)
  if (!Array.isArray(value) && typeof value !== 'string')
    throw new JinjaError(`${describe(value)} cannot be sliced`)
  const items: readonly unknown[] = typeof value === 'string' ? [...value] : value
  const by = bound(step) ?? 1
  if (by === 0) throw new JinjaError('the step of a slice cannot be 0')
  const found = sliceItems(items, { start: bound(start), stop: bound(stop), step: by })
  if (typeof value === 'string') return found.join('')
  return value instanceof Tuple ? tuple(...found) : found
}

function bound(value: unknown): number | undefined {
  if (value === null || value === undefined) return undefined
  const found = amount(value)
  if (found !== undefined && Number.isInteger(found)) return found
  throw new JinjaError(`the bounds of a slice must be whole numbers, got ${describe(value)}`)
}
