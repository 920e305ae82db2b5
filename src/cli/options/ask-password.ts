import { readSync, writeSync } from 'node:fs'
import { ReadStream } from 'node:tty'
import { openTerminal } from '../../base/open-terminal.ts'
import { InputError } from '../../errors.ts'

/**
 * Asks for a password on the terminal, without showing it; if there is no terminal, reads a line of standard input.
 * Throws InputError if there is neither.
 */
export async function askPassword(prompt: string): Promise<string> {
  const terminal = openTerminal()
  if (terminal === undefined) return readLine()
  const input = new ReadStream(terminal)
  // Before the question is shown, so that nothing typed after it is echoed.
  input.setRawMode(true)
  writeSync(terminal, prompt)
  try {
    return await typed(input)
  } finally {
    input.setRawMode(false)
    writeSync(terminal, '\n')
    input.destroy()
  }
}

function typed(input: ReadStream): Promise<string> {
  return new Promise((resolve, reject) => {
    const signs: string[] = []
    const giveUp = (): void => reject(new InputError('no password was given'))
    // A character of several bytes may arrive in pieces.
    input.setEncoding('utf8')
    input.on('data', (chunk: string) => {
      for (const sign of chunk) {
        if (sign === '\r' || sign === '\n') return resolve(signs.join(''))
        if (sign === '\u0003' || sign === '\u0004') return giveUp()
        if (sign === '\u007f' || sign === '\b') signs.pop()
        else if (sign === '\u0015') signs.length = 0
        else signs.push(sign)
      }
    })
    input.on('error', reject)
    input.on('end', giveUp)
  })
}

/**
 * Reads a line of standard input byte by byte, since a second password may follow on the next line. Throws InputError
 * if there is none.
 */
export function readLine(): string {
  const byte = Buffer.alloc(1)
  const bytes: number[] = []
  let isLine = false
  try {
    while (!isLine && readSync(0, byte, 0, 1, null) === 1) {
      isLine = byte[0] === 10
      if (!isLine) bytes.push(byte[0] ?? 0)
    }
  } catch (cause) {
    throw noTerminal(cause)
  }
  if (bytes.length === 0 && isLine) throw new InputError('the password is empty')
  if (bytes.length === 0) throw noTerminal()
  return Buffer.from(bytes).toString()
}

function noTerminal(cause?: unknown): InputError {
  return new InputError('there is no terminal to ask for a password', {
    hint: 'give it on standard input or as a variable',
    cause,
  })
}
