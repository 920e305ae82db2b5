import { oneOrMore, text } from '../authoring/params.ts'

/** A param that is a text or a list of texts, each of which may be several with commas between them. Gives those that are not empty. */
export function commaTexts() {
  return oneOrMore(text()).transform(given =>
    given.flatMap(each => each.split(',').map(part => part.trim())).filter(Boolean),
  )
}
