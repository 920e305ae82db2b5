import { z } from 'zod'
import { number, text } from '../../authoring/params.ts'

/** A param that is text without a NUL byte, which no statement and no login can hold. */
export function sqlText() {
  return text().refine(value => !value.includes('\0'), 'a NUL byte cannot be part of it')
}

/** A param that is text; empty text counts as if it were left out. */
export function emptyableText() {
  return sqlText()
    .transform(value => (value === '' ? undefined : value))
    .optional()
}

/** A param that is a whole number; empty text counts as if it were left out. */
export function emptyableInteger() {
  return emptyable(number().refine(Number.isInteger))
}

/** A param that may also be empty text, which counts as if it were left out. */
export function emptyable<S extends z.ZodType>(param: S) {
  return z.union([z.literal('').transform(() => undefined), param]).optional()
}
