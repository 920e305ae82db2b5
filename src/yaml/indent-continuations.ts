import { CST, type YAMLError } from 'yaml'

/** A text in which continuation lines of some values are indented further than in the file. */
export interface Indented {
  readonly text: string
  /** The number of spaces that were added to a line, by line number counted from 0. */
  readonly added: ReadonlyMap<number, number>
}

/**
 * Indents the continuation lines of the quoted string or flow collection that an error is about, so that they are
 * indented further than the surrounding map or list. YAML requires that; PyYAML, and so Ansible, does not. White
 * space at the beginning of these lines has no meaning. Returns undefined if the error is about something else.
 */
export function indentContinuations(
  { text, added }: Indented,
  tokens: readonly CST.Token[],
  { code, message, pos: [at] }: YAMLError,
): Indented | undefined {
  const isFlow = code === 'BAD_INDENT' && message.startsWith('Flow')
  const start = isFlow ? startOfFlow(tokens, at) : startOfQuoted(tokens)
  const end = start === undefined ? undefined : endOf(text, start)
  if (start === undefined || end === undefined) return undefined
  const lineStart = text.lastIndexOf('\n', start) + 1
  const pad = ' '.repeat(start - lineStart)
  const inside = text.slice(start, end)
  if (pad === '' || !inside.includes('\n')) return undefined
  const first = text.slice(0, start).split('\n').length
  const lines = inside.split('\n').length - 1
  const more = Array.from({ length: lines }, (_, index) => first + index)
  return {
    text: text.slice(0, start) + inside.replaceAll('\n', `\n${pad}`) + text.slice(end),
    added: new Map([...added, ...more.map(line => [line, (added.get(line) ?? 0) + pad.length] as const)]),
  }
}

/** Returns the start of a quoted string that, for the parser, ended before its closing quote. */
function startOfQuoted(tokens: readonly CST.Token[]): number | undefined {
  return startOf(
    tokens,
    token => isQuoted(token) && endOfQuoted(token.source, 0, token.source[0] ?? '') === undefined,
  )
}

/** Returns the start of the last flow collection before an offset. */
function startOfFlow(tokens: readonly CST.Token[], before: number): number | undefined {
  return startOf(tokens, token => token.type === 'flow-collection' && token.offset < before)
}

export function isQuoted(token: CST.Token): token is CST.FlowScalar {
  return token.type === 'double-quoted-scalar' || token.type === 'single-quoted-scalar'
}

/** Returns the offset of the last outermost token of a kind. */
export function startOf(
  tokens: readonly CST.Token[],
  isWanted: (token: CST.Token) => boolean,
): number | undefined {
  let found: number | undefined
  for (const token of tokens) {
    if (token.type !== 'document') continue
    CST.visit(token, ({ key, value }) => {
      for (const each of [key, value]) {
        if (!each || !isWanted(each)) continue
        found = Math.max(found ?? 0, each.offset)
        if (each.type === 'flow-collection') return CST.visit.SKIP
      }
      return undefined
    })
  }
  return found
}

const OPENING = '[{'
const CLOSING = ']}'

/** Returns the offset after a quoted string or flow collection; undefined if it is not closed. */
function endOf(text: string, start: number): number | undefined {
  let depth = 0
  for (let at = start; at < text.length; at += 1) {
    const sign = text[at] ?? ''
    if (sign === '"' || sign === "'") {
      const end = endOfQuoted(text, at, sign)
      if (end === undefined) return undefined
      at = end - 1
    } else if (OPENING.includes(sign)) depth += 1
    else if (CLOSING.includes(sign)) depth -= 1
    else if (sign === '#' && /\s/.test(text[at - 1] ?? '')) at = text.indexOf('\n', at)
    if (at < start) return undefined
    if (depth === 0) return at + 1
  }
  return undefined
}

function endOfQuoted(text: string, start: number, quote: string): number | undefined {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\' && quote === '"') at += 1
    else if (text[at] === quote && quote === "'" && text[at + 1] === quote) at += 1
    else if (text[at] === quote) return at + 1
  }
  return undefined
}
