import type { ShellText } from './shell.ts'

/** What one request asks of the shell. */
export interface Request {
  readonly script: ShellText
  /** Standard input of the script, small enough for a shell variable. */
  readonly input?: Buffer
  /** A new file that takes what follows the frame; it is whole before the script starts. */
  readonly spool?: { readonly path: string; readonly size: number }
}

/** The most input that travels as shell text; escaped it stays under the 128 KiB that one argument may have. */
export const MAX_INPUT = 24 * 1024

/** The bytes of a request, up to where the spooled content begins. */
export function encodeFrame(id: number, mark: string, { script, input, spool }: Request): Buffer {
  const end = `#${mark}`
  const parts = [
    Buffer.from(`${script.text}\n${end}`),
    input && input.length > 0 ? Buffer.from(escapeBytes(input) + end) : Buffer.alloc(0),
    spool ? Buffer.from(spool.path + end) : Buffer.alloc(0),
  ]
  const header = [id, ...parts.map(part => part.length), spool?.size ?? 0].join(' ')
  return Buffer.concat([Buffer.from(`${header}\n`), ...parts])
}

/** Bytes as `printf %b` takes them: printable ASCII as it is, anything else as `\0ooo`. */
export function escapeBytes(bytes: Buffer): string {
  let text = ''
  for (const byte of bytes) {
    const isPlain = byte >= 0x20 && byte < 0x7f && byte !== 0x5c
    text += isPlain ? String.fromCharCode(byte) : `\\0${byte.toString(8).padStart(3, '0')}`
  }
  return text
}
