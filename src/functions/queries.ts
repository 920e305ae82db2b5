import jmespath, { type QueryNode } from 'jmespath'
import { withoutFloats } from '../base/float.ts'
import { shorten } from '../base/shorten.ts'
import { withinTime } from '../base/time-limit.ts'
import { InputError } from '../errors.ts'
import { type Helper, helper, text } from './helper.ts'

/** The helper that queries data, like the filter of community.general. */
export const QUERY_HELPERS: Readonly<Record<string, Helper>> = {
  json_query: helper(
    'json_query value query',
    'the result of a [JMESPath](https://jmespath.org) query such as `users[?admin].name`; null if nothing matches',
    (value, query) => search(value, text('json_query', query)),
  ),
}

const LONGEST_QUERY = 2_000
const MOST_GROWTH = 10_000

function search(value: unknown, query: string): unknown {
  if (query.length > LONGEST_QUERY)
    throw new InputError(`\`json_query\` takes a query of at most ${LONGEST_QUERY} characters`)
  return attempt(query, () => {
    const readable = withCurrentInBrackets(query)
    check(jmespath.compile(readable))
    return withinTime('`json_query`', () => jmespath.search(withoutFloats(value), readable))
  })
}

/** Rewrites `f(@.a)`, which is valid JMESPath but which the library cannot parse, to `f((@).a)`. */
function withCurrentInBrackets(query: string): string {
  const starts = jmespath.tokenize(query).flatMap(({ type, start }) => (type === 'Current' ? [start] : []))
  const ends = [...starts.slice(1), query.length]
  const rest = starts.map((start, index) => `(@)${query.slice(start + 1, ends[index])}`)
  return query.slice(0, starts[0] ?? query.length) + rest.join('')
}

/** Runs `work` and converts the library's errors, which are of several kinds, to InputError. */
function attempt(query: string, work: () => unknown): unknown {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof InputError || !(cause instanceof Error)) throw cause
    throw new InputError(`the query \`${shorten(query, 80)}\` of \`json_query\` failed: ${cause.message}`, {
      hint: 'it must be a JMESPath query: https://jmespath.org/specification.html',
      cause,
    })
  }
}

/** Throws InputError for a query that reads a property other than data, or that may multiply the data too often. */
function check(query: QueryNode): void {
  if (growthOf(query) > MOST_GROWTH) {
    throw new InputError('`json_query` refuses a query whose result could be too large', {
      hint: `its lists \`[a, b]\` and maps \`{a: a, b: b}\` may multiply the data by ${MOST_GROWTH} at most`,
    })
  }
}

/** Returns the maximum factor by which the result of a query may be larger than the data. */
function growthOf({ type, name, value, children = [] }: QueryNode): number {
  if (name !== undefined && name in Object.prototype)
    throw new InputError(`\`json_query\` cannot read or make the key \`${name}\``)
  if (type === 'Literal') return sizeOf(value)
  const inner = value !== null && typeof value === 'object' && 'type' in value ? [value as QueryNode] : []
  const growths = [...children, ...inner].map(child =>
    child !== null && typeof child === 'object' ? growthOf(child) : 1,
  )
  if (isSum(type, children)) return growths.reduce((all, each) => all + each, 0) || 1
  return growths.reduce((all, each) => all * each, 1)
}

/**
 * Whether the results of the parts are concatenated, so that their sizes add up. An expression that is passed to a
 * function, such as `map`, multiplies.
 */
function isSum(type: string, children: readonly (QueryNode | number | null)[]): boolean {
  if (type === 'MultiSelectList' || type === 'MultiSelectHash') return true
  const hasExpression = children.some(
    child => child !== null && typeof child === 'object' && child.type === 'ExpressionReference',
  )
  return type === 'Function' && !hasExpression
}

function sizeOf(value: unknown): number {
  if (value === null || typeof value !== 'object') return 1
  return Object.values(value).reduce<number>((sum, part) => sum + sizeOf(part), 1)
}
