import { SyntaxFault } from './error.ts'

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\u0007',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
}

/**
 * Returns the value of a string literal, with the escapes of Python's string literals replaced. Throws
 * SyntaxFault.
 */
export function unquote(literal: string, at: number): string {
  return literal
    .slice(1, -1)
    .replace(
      /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/g,
      (...match) => {
        const [whole, octal, two, four, eight, other] = match as string[]
        if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8))
        const code = two ?? four ?? eight
        if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16))
        if ('xuUN'.includes(other ?? ''))
          throw new SyntaxFault(`\`${whole}\` is not an escape that text can have`, at)
        return ESCAPES[other ?? ''] ?? whole ?? ''
      },
    )
}
