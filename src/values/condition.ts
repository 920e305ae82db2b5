import { InputError, type Place } from '../errors.ts'
import { kindOf } from './plain.ts'

/** The error for a condition that gave something else than true or false. */
export function notACondition(condition: string, value: unknown, place: Place): InputError {
  const message = `expected true or false, got ${showValue(value)} from \`${condition}\``
  return new InputError(message, { place, hint: conditionHint(value) })
}

function showValue(value: unknown): string {
  const isSimple = typeof value === 'number' || typeof value === 'string'
  return isSimple ? `\`${String(value)}\`` : kindOf(value)
}

function conditionHint(value: unknown): string {
  if (typeof value === 'string') return 'compare it: `x == "yes"`, `x != ""`'
  if (typeof value === 'number') return 'compare it: `x > 0`'
  if (Array.isArray(value)) return 'ask for its size: `size(xs) > 0`'
  if (value === null) return 'compare it: `x != null`'
  return 'of a result ask `.changed`, `.failed` or `.skipped`; of a map `"key" in it`'
}
