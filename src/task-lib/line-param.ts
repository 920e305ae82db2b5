import { text } from '../authoring/params.ts'

/** A param that is one line of text, possibly empty. */
export function lineParam(expected = 'expected one line') {
  return text().refine(isLine, expected)
}

/** A param that is one line of text and not only blanks. */
export function filledLineParam(expected = 'expected one line') {
  return text().refine(value => value.trim() !== '' && isLine(value), expected)
}

function isLine(value: string): boolean {
  return !/[\r\n\0]/.test(value)
}
