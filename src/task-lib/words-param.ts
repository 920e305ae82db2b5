import { text } from '../authoring/params.ts'
import { isWords } from '../base/words.ts'

/** A param that is words of a command line, all of them on one line. Gives its text; see `splitWords`. */
export function wordsParam(expected: string) {
  return text().refine(isWords, expected)
}
