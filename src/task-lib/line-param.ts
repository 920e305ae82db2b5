import { text } from '../authoring/params.ts'

/** A param that is text in one line, which may be empty. Gives its text. */
export function lineParam(expected = 'expected one line') {
  return text().refine(isLine, expected)
}

/** A param that is text in one line, and not only blanks. Gives its text. */
export function filledLineParam(expected = 'expected one line') {
  return text().refine(value => value.trim() !== '' && isLine(value), expected)
}

function isLine(value: string): boolean {
  return !/[\r\n\0]/.test(value)
}
