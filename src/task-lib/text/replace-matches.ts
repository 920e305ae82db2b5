import { compileRegex, expandReplacement } from '../../base/python-regex.ts'
import { withinTime } from '../../base/time-limit.ts'

/** The edit that a `replace` task requests, under the names of its params. */
export interface Replacement {
  readonly regexp: string
  readonly replace: string
  readonly after?: string | undefined
  readonly before?: string | undefined
}

/**
 * Replaces all matches in a string, or only in the section between `after` and `before`; undefined if there is no such
 * section. Throws SyntaxError for a reference to a group that does not exist, InputError if a pattern takes too long.
 */
export function replaceMatches(
  text: string,
  replacement: Replacement,
): { readonly text: string; readonly count: number } | undefined {
  return withinTime('the replacement', () => {
    const section = sectionOf(text, replacement)
    if (section === undefined) return undefined
    const { start, end } = section
    let count = 0
    const regex = compileRegex(replacement.regexp, 'mg')
    const inner = text.slice(start, end).replace(regex, (...given) => {
      count += 1
      return expandReplacement(replacement.replace, matchOf(given))
    })
    return { text: text.slice(0, start) + inner + text.slice(end), count }
  })
}

/**
 * Finds the section between `after` and `before`. As in Ansible, `after` is searched first, and `before` from there on.
 */
function sectionOf(
  text: string,
  { after, before }: Replacement,
): { readonly start: number; readonly end: number } | undefined {
  if (!after && !before) return { start: 0, end: text.length }
  const inner = after && !before ? '(?P<subsection>.*)' : '(?P<subsection>.*?)'
  const pattern = `${after ?? ''}${after ? inner : '(?P<subsection>.*)'}${before ?? ''}`
  const match = compileRegex(pattern, 'sd').exec(text)
  const [start, end] = match?.indices?.groups?.subsection ?? []
  return start === undefined || end === undefined ? undefined : { start, end }
}

/** Converts the arguments of a replacer function to the match that `exec` would return. */
function matchOf(given: readonly unknown[]): RegExpExecArray {
  const groups = typeof given.at(-1) === 'object' ? given.at(-1) : undefined
  const count = given.length - (groups === undefined ? 2 : 3)
  return Object.assign(given.slice(0, count), { groups }) as unknown as RegExpExecArray
}
