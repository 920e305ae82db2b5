import { unboxed } from '../base/float.ts'
import { shorten } from '../base/shorten.ts'
import { InputError, type Place } from '../errors.ts'
import { kindOf } from '../values/plain.ts'

/** Creates the error for a condition whose value is not true or false. */
export function notACondition(condition: string, value: unknown, place: Place): InputError {
  const { message, hint } = conditionFault(condition, value)
  return new InputError(message, { place, hint })
}

/** Returns the message and hint for a condition whose value is not true or false. */
export function conditionFault(
  condition: string,
  value: unknown,
): { readonly message: string; readonly hint: string } {
  return {
    message: `expected true or false, got ${showValue(value)} from \`${condition}\``,
    hint: conditionHint(value),
  }
}

function showValue(value: unknown): string {
  if (typeof value === 'string') return value === '' ? 'empty text' : `the text \`${shorten(value, 60)}\``
  return typeof unboxed(value) === 'number' ? `\`${value}\`` : kindOf(value)
}

function conditionHint(value: unknown): string {
  if (typeof value === 'string')
    return 'only the texts `true`, `yes`, `on`, `false`, `no` and `off` are conditions; compare other text: `x == "web"`, `x != ""`'
  if (typeof unboxed(value) === 'number') return 'compare it: `x > 0`'
  if (Array.isArray(value)) return 'test its size: `size(xs) > 0`'
  if (value === null) return 'compare it: `x != null`'
  return 'for a result use `.changed`, `.failed` or `.skipped`; for a map `"key" in x`'
}
