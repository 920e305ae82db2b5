import { text } from '../authoring/params.ts'
import { closedWords } from '../base/words.ts'

/** A param that is words of a command line, all of them on one line. Gives its text; see `splitWords`. */
export function wordsParam(expected: string) {
  return text().refine(line => closedWords(line)?.every(word => !/[\r\n\0]/.test(word)) === true, expected)
}
