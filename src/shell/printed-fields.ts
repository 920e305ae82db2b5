import { quote, ShellText } from './quote.ts'

/** What one word may hold, in characters. */
const MAX_WORD = 96 * 1024

/**
 * A command that prints these bytes, and is no process whose arguments others could list: what a host is given of files,
 * input and settings goes through it.
 */
export function printedFields(bytes: Buffer | string): ShellText {
  const words = escapeBytes(Buffer.from(bytes as Buffer)).map(word => `d_print ${quote(word)}`)
  return new ShellText(`{ ${[...words, ':'].join(' && ')}; }`)
}

/** Bytes as words for `d_print`: printable ASCII as it is but for what would have to be quoted, anything else as `\0ooo`. */
function escapeBytes(bytes: Buffer): string[] {
  const words: string[] = []
  let text = ''
  for (const byte of bytes) {
    const isPlain = byte >= 0x20 && byte < 0x7f && byte !== 0x5c && byte !== 0x27
    const escaped = byte === 10 ? '\\n' : `\\0${byte.toString(8).padStart(3, '0')}`
    text += isPlain ? String.fromCharCode(byte) : escaped
    if (text.length < MAX_WORD) continue
    words.push(text)
    text = ''
  }
  return text === '' ? words : [...words, text]
}
