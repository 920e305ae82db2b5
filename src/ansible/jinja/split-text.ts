import { JinjaError } from './error.ts'
import { describe } from './text.ts'

/** Splits as Python's `str.split` does: at runs of white space if the separator is None. */
export function splitLeft(text: string, separator: unknown, most: number): string[] {
  if (separator === null) {
    const words = text.trim() === '' ? [] : text.trim().split(/\s+/)
    if (most < 0 || words.length <= most + 1) return words
    return [...words.slice(0, most), restBehind(text, most)]
  }
  const by = separatorOf(separator)
  const parts = text.split(by)
  return most < 0 || parts.length <= most + 1 ? parts : [...parts.slice(0, most), parts.slice(most).join(by)]
}

function restBehind(text: string, words: number): string {
  let rest = text.trimStart()
  for (let index = 0; index < words; index += 1) rest = rest.replace(/^\S+/, '').trimStart()
  return rest
}

/** Splits as Python's `str.rsplit` does. */
export function splitRight(text: string, separator: unknown, most: number): string[] {
  if (most < 0) return splitLeft(text, separator, most)
  if (separator === null) {
    const words = text.trim() === '' ? [] : text.trim().split(/\s+/)
    if (words.length <= most + 1) return words
    let rest = text.trimEnd()
    for (let index = 0; index < most; index += 1)
      rest = rest.slice(0, rest.length - (words.at(-1 - index) ?? '').length).trimEnd()
    return [rest.trimStart(), ...words.slice(words.length - most)]
  }
  const by = separatorOf(separator)
  const parts = text.split(by)
  const kept = Math.max(0, parts.length - most)
  return parts.length <= most + 1 ? parts : [parts.slice(0, kept).join(by), ...parts.slice(kept)]
}

function separatorOf(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value
  throw new JinjaError(`the separator must be a string that is not empty, got ${describe(value)}`)
}

/** Splits as Python's `str.splitlines` does. */
export function splitLines(text: string, keepsEnds = false): string[] {
  const lines =
    text.match(/[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|$)/g) ?? []
  const all = lines.at(-1) === '' ? lines.slice(0, -1) : lines
  return keepsEnds ? all : all.map(line => line.replace(/(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])$/, ''))
}
