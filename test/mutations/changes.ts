import { escapeRegex } from '../../src/base/escape-regex.ts'

/** What a mutation makes of a statement; undefined unless the statement has the words of the change exactly once. */
export type Change = (statement: string) => string | undefined

/** The statement that has the words is left out. */
export function removed(words: string): Change {
  return statement => (placeOf(statement, words) ? '' : undefined)
}

/** The words are replaced. */
export function replaced(words: string, by: string): Change {
  return statement => {
    const place = placeOf(statement, words)
    return place && statement.slice(0, place.start) + by + statement.slice(place.end)
  }
}

/** The condition of TypeScript that has the words is never met. */
export function never(words: string): Change {
  return withCondition(words, 'false')
}

/** The condition of TypeScript that has the words is always met. */
export function always(words: string): Change {
  return withCondition(words, 'true')
}

function withCondition(words: string, by: string): Change {
  return statement => {
    const found = conditionsOf(statement).filter(({ start, end }) =>
      placeOf(statement.slice(start, end), words),
    )
    const [place] = found
    if (place === undefined || found.length > 1) return undefined
    return statement.slice(0, place.start) + by + statement.slice(place.end)
  }
}

interface Place {
  readonly start: number
  readonly end: number
}

/** What is in the parentheses of each `if`. */
function conditionsOf(statement: string): Place[] {
  return [...statement.matchAll(/\bif \(/g)].map(({ 0: opening, index }) => {
    const start = index + opening.length
    let [end, depth] = [start, 1]
    for (; end < statement.length; end += 1) {
      if (statement[end] === '(') depth += 1
      if (statement[end] === ')') depth -= 1
      if (depth === 0) break
    }
    return { start, end }
  })
}

/** Where a statement has the words, whatever blanks, line breaks and commas at ends of lines a formatter puts between them. */
function placeOf(statement: string, words: string): Place | undefined {
  const parts = words.match(/\w+|[^\w\s]/g) ?? []
  const pattern = parts
    .map(escapeRegex)
    .map((part, at) => (at > 0 && /^\\[)\]}]/.test(part) ? `,?\\s*${part}` : part))
    .join('\\s*')
  const [found, ...others] = statement.matchAll(new RegExp(pattern, 'g'))
  if (found === undefined || others.length > 0) return undefined
  return { start: found.index, end: found.index + found[0].length }
}
