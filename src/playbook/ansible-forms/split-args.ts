/** The delimiters of template parts that Ansible keeps within one word. */
const BLOCKS = [
  ['{{', '}}'],
  ['{%', '%}'],
  ['{#', '#}'],
] as const

/**
 * Splits text into words as Ansible does: at spaces and line ends, but not within quotes or templates. Words keep
 * their quotes, all spaces after them but the first, and the line ends that follow them, so that `joinArgs` restores
 * the text. A backslash at the end of a line is removed together with the line end. Returns undefined if a quote or
 * a template is not closed, which Ansible refuses.
 *
 * Source: ansible-core, `parsing/splitter.py`, `split_args`.
 */
export function splitArgs(text: string): string[] | undefined {
  const state: State = { words: [], quote: undefined, depths: [0, 0, 0] }
  const lines = text.split('\n')
  for (const [at, line] of lines.entries()) {
    const isContinued = splitLine(state, line)
    if (at < lines.length - 1 && !isContinued) append(state.words, '\n')
  }
  return state.quote === undefined && state.depths.every(depth => depth === 0) ? state.words : undefined
}

/** Joins words that `splitArgs` returned, or some of them, to text. */
export function joinArgs(words: readonly string[]): string {
  return words.reduce(
    (text, word) => (text === '' || text.endsWith('\n') ? text + word : `${text} ${word}`),
    '',
  )
}

interface State {
  readonly words: string[]
  /** The quote that is open, if any. */
  quote: string | undefined
  /** The nesting depth of each kind of block. */
  depths: readonly number[]
}

/** Adds the words of one line. Returns true if the line ends with a separate backslash. */
function splitLine(state: State, line: string): boolean {
  const { words } = state
  const tokens = line.split(' ')
  let isContinued = false
  for (const [at, token] of tokens.entries()) {
    if (token === '' && at !== 0) {
      append(words, ' ')
      continue
    }
    if (token === '\\' && state.quote === undefined) {
      isContinued = true
      continue
    }
    addToken(state, token, { isFirst: at === 0, isOnly: tokens.length === 1 })
  }
  return isContinued
}

function addToken(state: State, token: string, where: { isFirst: boolean; isOnly: boolean }): void {
  const { words } = state
  const wasQuoted = state.quote !== undefined
  const wasInBlock = state.depths.some(depth => depth > 0)
  state.quote = quoteBehind(token, state.quote)
  const isQuoted = state.quote !== undefined
  state.depths = BLOCKS.map(([open, close], kind) => {
    const added = count(token, open) - count(token, close)
    return Math.max(0, (state.depths[kind] ?? 0) + added)
  })
  const opensQuote = isQuoted && !wasQuoted && !wasInBlock
  if (opensQuote || !(wasInBlock || isQuoted || wasQuoted)) {
    if (token !== '') words.push(token)
  } else append(words, glueBefore(where, wasQuoted) + token)
}

function glueBefore({ isFirst, isOnly }: { isFirst: boolean; isOnly: boolean }, wasQuoted: boolean): string {
  if (isFirst && wasQuoted) return ''
  if (isOnly) return '\n'
  return isFirst ? '' : ' '
}

function append(words: string[], text: string): void {
  const last = words.pop()
  if (last !== undefined) words.push(last + text)
}

/** Returns the quote that is open after a token. A quote after a backslash is an ordinary character. */
function quoteBehind(token: string, before: string | undefined): string | undefined {
  let quote = before
  for (const { 0: letter, index } of token.matchAll(/["']/g)) {
    if (token[index - 1] === '\\') continue
    if (quote === undefined) quote = letter
    else if (quote === letter) quote = undefined
  }
  return quote
}

function count(text: string, part: string): number {
  return text.split(part).length - 1
}
