import { text } from '../authoring/params.ts'
import { isWords } from '../base/words.ts'

/** A param that is a line of command words which `splitWords` can split. Its value is the unsplit string. */
export function wordsParam(expected: string) {
  return text().refine(isWords, expected)
}
