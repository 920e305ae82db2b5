/** Text of a POSIX shell script in which every value is already quoted. Only `sh` and `quote` create it. */
export class ShellText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toString(): string {
    return this.text
  }
}

/** A value that can be inserted into `sh` with `${}`. Each item of a list becomes one word. ShellText is inserted unchanged. */
export type ShellValue = string | number | ShellText | readonly (string | number | ShellText)[]

/**
 * Quotes one value as one word for any POSIX shell: in single quotes, with `'\''` for a quote inside. No other form
 * is used, because `$'…'` is not POSIX (dash would run parts of it). Throws TypeError if the value has a NUL byte,
 * which a shell word cannot contain.
 */
export function quote(value: string | number): string {
  const text = String(value)
  // safety: a NUL byte in a shell word is refused
  if (text.includes('\0')) throw new TypeError('a NUL byte cannot be part of a shell word')
  // safety: a value with any special character is quoted
  if (text !== '' && /^[A-Za-z0-9_./:@%+,-]+$/.test(text)) return text
  // safety: a single quote in a value is escaped
  return `'${text.replaceAll("'", "'\\''")}'`
}

/** Builds a script for the remote shell: literal parts as written, values quoted by construction. */
export function sh(parts: TemplateStringsArray, ...values: ShellValue[]): ShellText {
  let text = parts[0] ?? ''
  values.forEach((value, index) => {
    text += quoteValue(value) + (parts[index + 1] ?? '')
  })
  return new ShellText(text)
}

/** Joins scripts, such as the lines of a longer one. */
export function joinShell(pieces: readonly ShellText[], separator = '\n'): ShellText {
  return new ShellText(pieces.map(piece => piece.text).join(separator))
}

function quoteValue(value: ShellValue): string {
  if (value instanceof ShellText) return value.text
  if (typeof value === 'object') return value.map(quoteValue).join(' ')
  return quote(value)
}
