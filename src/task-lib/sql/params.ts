import { z } from 'zod'
import { number, text } from '../../authoring/params.ts'

/** Returns the schema of a string without NUL bytes, which no statement and no login can contain. */
export function sqlText() {
  return text().refine(value => !value.includes('\0'), 'a NUL byte cannot be part of it')
}

/** Returns the schema of a port number; 0 is allowed if `lowest` is 0. */
export function portParam(lowest: 0 | 1 = 0) {
  const isPort = (port: number): boolean => Number.isInteger(port) && port >= lowest && port <= 65535
  return number().refine(isPort, 'expected a port')
}

/** Returns the schema of the value of a setting: a string or a boolean, which becomes one of the server's `words`. */
export function settingValue(words: { readonly on: string; readonly off: string }) {
  return z.union([z.boolean().transform(isOn => (isOn ? words.on : words.off)), sqlText()])
}

/** Returns the schema of an optional string; an empty string counts as absent. */
export function emptyableText() {
  return sqlText()
    .transform(value => (value === '' ? undefined : value))
    .optional()
}

/** Returns the schema of an optional whole number; an empty string counts as absent. */
export function emptyableInteger() {
  return emptyable(number().refine(Number.isInteger))
}

/** Makes a param optional; an empty string counts as absent. */
export function emptyable<S extends z.ZodType>(param: S) {
  return z.union([z.literal('').transform(() => undefined), param]).optional()
}
