import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { escapeRegex } from '../base/escape-regex.ts'
import { packageRoot } from '../base/package.ts'

/** A section of a page of the documentation: a heading and the text below it, up to the next heading. */
export interface Section {
  /** The path relative to the package, such as `docs/plays.md`. */
  readonly page: string
  /** The title of the page. */
  readonly title: string
  readonly heading: string
  readonly text: string
}

/** Pages about how Drover is built and tested, which are not searched. */
const INTERNAL = ['architecture', 'benchmarks', 'faults', 'mutations', 'task-coverage', 'ansible-core']

/** Words of a query that are ignored, since they occur everywhere. */
const EMPTY_WORDS = new Set(
  'a an and are can do does for from how i in is it my of on or the there to what when where which with'.split(
    ' ',
  ),
)

/** Returns the sections that contain all words, the best match first; words such as `how` and `the` are ignored. */
export function searchPages(words: readonly string[], folder = packageRoot()): Section[] {
  const asked = words.filter(word => !EMPTY_WORDS.has(word.toLowerCase()))
  const patterns = asked.map(word => new RegExp(`(?<!\\w)${escapeRegex(stem(word))}s?(?!\\w)`, 'gi'))
  if (patterns.length === 0) return []
  return pagesIn(folder)
    .flatMap(page => sectionsOf(page, readFileSync(join(folder, page), 'utf8')))
    .map(section => ({ section, rank: rankOf(section, patterns) }))
    .filter(({ rank }) => rank > 0)
    .sort((one, other) => other.rank - one.rank)
    .map(({ section }) => section)
}

/** Returns a word in the singular. */
function stem(word: string): string {
  return /[^s]s$/i.test(word) && word.length > 3 ? word.slice(0, -1) : word
}

function pagesIn(folder: string): string[] {
  const names = readdirSync(join(folder, 'docs'))
    .filter(name => name.endsWith('.md'))
    .sort()
  const forUsers = names.filter(name => !INTERNAL.includes(name.slice(0, -'.md'.length)))
  return ['README.md', ...forUsers.map(name => join('docs', name))]
}

/** Splits a page in Markdown into its sections. A `#` in a code block is not a heading. */
function sectionsOf(page: string, text: string): Section[] {
  const sections: { heading: string; lines: string[] }[] = []
  let isCode = false
  for (const line of text.split('\n')) {
    if (line.startsWith('```')) isCode = !isCode
    const heading = isCode ? undefined : /^#+ (.*)$/.exec(line)?.[1]
    if (heading !== undefined) sections.push({ heading, lines: [] })
    else sections.at(-1)?.lines.push(line)
  }
  const title = sections[0]?.heading ?? page
  return sections.map(({ heading, lines }) => ({ page, title, heading, text: lines.join('\n').trim() }))
}

/**
 * Returns how well a section matches; 0 if a word is missing. A word in the heading counts most, and more in a short
 * heading; in the text it counts least.
 */
function rankOf({ title, heading, text }: Section, patterns: readonly RegExp[]): number {
  const ranks = patterns.map(pattern => {
    const inText = text.match(pattern)?.length ?? 0
    const inHeading = heading.match(pattern) ? 20 + 40 / heading.split(' ').length : 0
    const inTitle = title.match(pattern) ? 10 : 0
    return inHeading + inTitle + Math.min(inText, 8) / Math.log10(100 + text.length)
  })
  return ranks.includes(0) ? 0 : ranks.reduce((total, rank) => total + rank, 0)
}
