/** Parses a list of strings, as `redis-cli --no-raw` prints it. */
export function replyStrings(printed: string): string[] {
  const quoted = printed.matchAll(/^ *\d+\) "((?:[^"\\]|\\.)*)"$/gm)
  return [...quoted].map(([, text = '']) => unescapeReply(text))
}

/**
 * Decodes a string of redis-cli. Source: `sdscatrepr` of sds.c, which writes all bytes except printable ASCII as
 * escapes.
 */
function unescapeReply(text: string): string {
  const bytes = text.replace(/\\(?:x([0-9a-f]{2})|(.))/g, (_, hex?: string, letter = '') =>
    hex === undefined ? (LETTERS[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return Buffer.from(bytes, 'latin1').toString()
}

const LETTERS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b' }

/** Parses the output of `INFO`, which has lines such as `role:master`, to a map of fields. */
export function infoFields(printed: string): ReadonlyMap<string, string> {
  const lines = printed.matchAll(/^([^#:\r\n]+):([^\r\n]*)/gm)
  return new Map([...lines].map(([, name = '', value = '']) => [name, value]))
}
