import { z } from 'zod'
import { number, text } from '../../authoring/params.ts'

/** A param that is text without a NUL byte, which no statement and no login can hold. */
export function sqlText() {
  return text().refine(value => !value.includes('\0'), 'a NUL byte cannot be part of it')
}

/** A param that is the number of a port, or 0 if that is allowed. */
export function portParam(lowest: 0 | 1 = 0) {
  const isPort = (port: number): boolean => Number.isInteger(port) && port >= lowest && port <= 65535
  return number().refine(isPort, 'expected a port')
}

/** A param that is the value of a setting: text, or true or false, for which the server has words. */
export function settingValue(words: { readonly on: string; readonly off: string }) {
  return z.union([z.boolean().transform(isOn => (isOn ? words.on : words.off)), sqlText()])
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
