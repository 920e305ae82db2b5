import { quote, ShellText } from './quote.ts'

/** The maximum length of one word, in characters. */
const MAX_WORD = 96 * 1024

/**
 * Returns a command that prints these bytes without starting a process, whose arguments other users could list.
 * Content of files, input
 * and settings are sent to hosts with it.
 */
export function printedFields(bytes: Buffer | string): ShellText {
  const words = escapeBytes(Buffer.from(bytes as Buffer)).map(word => `d_print ${quote(word)}`)
  return new ShellText(`{ ${[...words, ':'].join(' && ')}; }`)
}

/**
 * Returns bytes as words for `d_print`: printable ASCII unchanged except for backslashes and single quotes, any other
 * byte as `\0ooo`.
 */
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
