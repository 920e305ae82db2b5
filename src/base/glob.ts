/** A compiled shell pattern: `*`, `?`, `[a-z]` and `[!a-z]`, all of which also match slashes. */
export interface Glob {
  readonly matches: (text: string) => boolean
  /** Returns whether the pattern matches a path, or one of the folders above it. */
  readonly matchesFromStart: (path: string) => boolean
  /** Returns the same, but the pattern may also start after any slash of the path. */
  readonly matchesAnywhere: (path: string) => boolean
}

/**
 * Compiles a pattern. A host may choose the strings that are matched: the time grows with the length of the string
 * times that of the pattern and never faster, unlike that of a regular expression with several `*`.
 */
export function compileGlob(pattern: string): Glob {
  const tokens = tokensOf(pattern)
  if (tokens.every(token => typeof token === 'string')) return literal(pattern)
  return {
    matches: text => run(tokens, text, { isPath: false, isAnywhere: false }),
    matchesFromStart: path => run(tokens, path, { isPath: true, isAnywhere: false }),
    matchesAnywhere: path => run(tokens, path, { isPath: true, isAnywhere: true }),
  }
}

/** Returns whether a string contains a wildcard of shell patterns. */
export function hasWildcards(text: string): boolean {
  return /[*?[]/.test(text)
}

/** Returns a shell pattern that matches exactly this string. */
export function escapeGlob(text: string): string {
  return text.replace(/[*?[]/g, '[$&]')
}

/** A literal character, `ANY` for any run of characters, or a test for one character. */
type Token = string | typeof ANY | ((character: string) => boolean)

const ANY = Symbol('any')

function tokensOf(pattern: string): Token[] {
  const parts = [...pattern.matchAll(/\[(!?)(\][^\]]*|[^\]]+)\]|[\s\S]/g)]
  return parts.map(([part, not, set]) => {
    if (part === '*') return ANY
    if (part === '?') return () => true
    return set === undefined ? part : classOf(set, not === '!')
  })
}

/** Returns the test for a bracket expression. An invalid range matches nothing, as in shells. */
function classOf(set: string, isNegated: boolean): Token {
  try {
    const regex = new RegExp(`^[${isNegated ? '^' : ''}${set.replace(/[\\[\]^]/g, '\\$&')}]$`)
    return character => regex.test(character)
  } catch {
    return () => false
  }
}

function literal(pattern: string): Glob {
  const matchesFromStart = (path: string): boolean => path === pattern || path.startsWith(`${pattern}/`)
  return {
    matches: text => text === pattern,
    matchesFromStart,
    matchesAnywhere: path =>
      matchesFromStart(path) || path.endsWith(`/${pattern}`) || path.includes(`/${pattern}/`),
  }
}

/** Scans the string once, with the set of all positions in the pattern that can be reached so far. */
function run(
  tokens: readonly Token[],
  text: string,
  { isPath, isAnywhere }: { readonly isPath: boolean; readonly isAnywhere: boolean },
): boolean {
  let now = new Uint8Array(tokens.length + 1)
  let next = new Uint8Array(tokens.length + 1)
  const reach = (places: Uint8Array, from: number): void => {
    for (let at = from; ; at += 1) {
      places[at] = 1
      if (tokens[at] !== ANY) return
    }
  }
  reach(now, 0)
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? ''
    if (isPath && character === '/' && now[tokens.length] === 1) return true
    next.fill(0)
    for (let at = 0; at < tokens.length; at += 1) {
      if (now[at] === 0) continue
      const token = tokens[at]
      if (token === ANY) reach(next, at)
      else if (typeof token === 'function' ? token(character) : token === character) reach(next, at + 1)
    }
    if (isAnywhere && character === '/') reach(next, 0)
    ;[now, next] = [next, now]
  }
  return now[tokens.length] === 1
}
