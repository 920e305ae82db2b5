import { text } from '../authoring/params.ts'
import { isWords } from '../base/words.ts'

/**
 * Returns the schema of a string with words of a command line, all on one line. The parsed value is the string; see
 * `splitWords`.
 */
export function wordsParam(expected: string) {
  return text().refine(isWords, expected)
}
