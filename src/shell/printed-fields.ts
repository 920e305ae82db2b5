import { quote, ShellText } from './quote.ts'

/** Bytes in one word, which is at most five times as long. Linux allows arguments of up to 128 KiB. */
const BYTES_OF_WORD = 16 * 1024

/**
 * Returns a command that prints these bytes without starting a process, whose arguments other users could list.
 * Content of files, input and settings are sent to hosts with it.
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
  for (let at = 0; at < bytes.length; at += BYTES_OF_WORD)
    words.push(bytes.toString('latin1', at, at + BYTES_OF_WORD).replace(NOT_PLAIN, escapeByte))
  return words
}

const NOT_PLAIN = /[^ -~]|['\\]/g

function escapeByte(character: string): string {
  return character === '\n' ? '\\n' : `\\0${character.charCodeAt(0).toString(8).padStart(3, '0')}`
}
