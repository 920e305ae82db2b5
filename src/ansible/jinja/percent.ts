import { formatPercent as fill } from '../../functions/python/format.ts'
import { toRepr, toText } from './text.ts'
import { amount, Tuple } from './values.ts'

/**
 * Formats `text % values`: a tuple gives one value per placeholder, any other value is the only one. Throws
 * InputError.
 */
export function formatPercent(text: string, values: unknown): string {
  return fill(text, values instanceof Tuple ? [...values] : [values], {
    text: (value, isQuoted) => (isQuoted ? toRepr(value) : toText(value)),
    number: amount,
  })
}
