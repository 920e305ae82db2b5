import { oneOrMore, text } from '../authoring/params.ts'

/**
 * A param that is a string or a list of strings, each of which may contain several items separated by commas. Its
 * value is the list of the items that are not empty.
 */
export function commaTexts() {
  return oneOrMore(text()).transform(given =>
    given.flatMap(each => each.split(',').map(part => part.trim())).filter(Boolean),
  )
}
