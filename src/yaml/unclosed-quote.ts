import type { CST } from 'yaml'

/** The offset of the quote that opens the text which ends at `end` without a closing quote; undefined if there is none. */
export function unclosedQuote(tokens: readonly CST.Token[], end: number): number | undefined {
  const waiting = [...tokens]
  for (let token = waiting.pop(); token; token = waiting.pop()) {
    if (isQuoted(token) && token.offset + token.source.length === end) return token.offset
    waiting.push(...inside(token))
  }
  return undefined
}

function isQuoted(token: CST.Token): token is CST.FlowScalar {
  return token.type === 'double-quoted-scalar' || token.type === 'single-quoted-scalar'
}

function inside(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value ? [token.value] : []
  if (!('items' in token)) return []
  return token.items.flatMap(({ key, value }) =>
    [key, value].filter(each => each !== undefined && each !== null),
  )
}
