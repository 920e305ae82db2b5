/** A word, sign or literal of an expression. */
export type Token =
  | { readonly is: 'name'; readonly text: string }
  | { readonly is: 'sign'; readonly text: string }
  | { readonly is: 'text'; readonly value: string }
  | { readonly is: 'number'; readonly value: number }

const TOKENS =
  /\s+|(?<name>[A-Za-z_]\w*)|(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<text>'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*")|(?<sign>==|!=|<=|>=|\/\/|\*\*|[-+*/%~|.,:()[\]{}=<>])/y

/** The tokens of an expression; undefined if something in it is none. */
export function readTokens(text: string): Token[] | undefined {
  const tokens: Token[] = []
  TOKENS.lastIndex = 0
  while (TOKENS.lastIndex < text.length) {
    const found = TOKENS.exec(text)
    if (!found) return undefined
    const { name, number, text: quoted, sign } = found.groups ?? {}
    if (name !== undefined) tokens.push({ is: 'name', text: name })
    if (number !== undefined) tokens.push({ is: 'number', value: Number(number) })
    if (quoted !== undefined) tokens.push({ is: 'text', value: unescaped(quoted.slice(1, -1)) })
    if (sign !== undefined) tokens.push({ is: 'sign', text: sign })
  }
  return tokens
}

/** As Python reads a text. */
function unescaped(text: string): string {
  return text.replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|([\s\S]))/gi, (whole, hex, code, sign: string) => {
    if (hex !== undefined || code !== undefined) return String.fromCharCode(Number.parseInt(hex ?? code, 16))
    return { n: '\n', t: '\t', r: '\r', '\\': '\\', "'": "'", '"': '"', '\n': '' }[sign] ?? whole
  })
}
