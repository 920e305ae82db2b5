import { readSync, writeSync } from 'node:fs'
import { ReadStream } from 'node:tty'
import { openTerminal } from '../../base/open-terminal.ts'
import { InputError } from '../../errors.ts'
import { readLine } from './ask-password.ts'

/** Milliseconds between two reads if the terminal does not block. */
const PAUSE = 20

/**
 * Asks for a passphrase like `askPassword`, but blocks until it is typed: secrets are decrypted in synchronous code.
 * The input is shown only if `isShown`. Throws InputError if there is no terminal and nothing on standard input.
 */
export function askNow(prompt: string, isShown = false): string {
  const terminal = openTerminal()
  if (terminal === undefined) return readLine()
  const input = new ReadStream(terminal)
  // Before the question is shown, so that nothing typed after it is echoed: a terminal echoes unless it is in raw
  // mode.
  input.setRawMode(!isShown)
  writeSync(terminal, prompt)
  try {
    return typed(terminal)
  } finally {
    input.setRawMode(false)
    if (!isShown) writeSync(terminal, '\n')
    input.destroy()
  }
}

function typed(terminal: number): string {
  const bytes: number[] = []
  for (;;) {
    const byte = readByte(terminal)
    if (byte === undefined || byte === 3 || byte === 4) throw new InputError('no passphrase was given')
    if (byte === 10 || byte === 13) return Buffer.from(bytes).toString('utf8')
    if (byte === 21) bytes.length = 0
    else if (byte === 8 || byte === 127) eraseSign(bytes)
    else bytes.push(byte)
  }
}

/** Removes the last UTF-8 character, which starts at the last byte that is not a continuation byte. */
function eraseSign(bytes: number[]): void {
  const start = bytes.findLastIndex(byte => (byte & 0xc0) !== 0x80)
  bytes.length = Math.max(start, 0)
}

function readByte(terminal: number): number | undefined {
  const byte = Buffer.alloc(1)
  for (;;) {
    try {
      return readSync(terminal, byte, 0, 1, null) === 1 ? byte[0] : undefined
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE)
    }
  }
}
