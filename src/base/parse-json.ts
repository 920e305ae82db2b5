/**
 * The deepest nesting that is accepted in JSON from a host: code that traverses deeper values could exceed the stack.
 */
const MOST_DEPTH = 500

/**
 * Parses JSON from a host, which is not trusted, with `read`; returns undefined if it is invalid or nested too
 * deeply.
 */
export function parseJson(text: string, read: (text: string) => unknown = JSON.parse): unknown {
  if (depthOf(text) > MOST_DEPTH) return undefined
  try {
    return read(text)
  } catch {
    return undefined
  }
}

/** Returns how deeply brackets are nested, not counting those in strings. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let isInString = false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (isInString) {
      if (code === BACKSLASH) at += 1
      else if (code === QUOTE) isInString = false
    } else if (code === QUOTE) isInString = true
    else if (code === 0x5b || code === 0x7b) {
      depth += 1
      if (depth > deepest) deepest = depth
    } else if (code === 0x5d || code === 0x7d) depth -= 1
  }
  return deepest
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
