import { existsSync, openSync, readSync, writeSync } from 'node:fs'
import { ReadStream } from 'node:tty'
import { InputError } from '../errors.ts'

/**
 * Asks for a password on the terminal, without showing it; where there is no terminal, takes a line of standard input.
 * Throws InputError where there is neither.
 */
export async function askPassword(prompt: string): Promise<string> {
  const terminal = openTerminal()
  if (terminal === undefined) return readLine()
  writeSync(terminal, prompt)
  const input = new ReadStream(terminal)
  input.setRawMode(true)
  try {
    return await typed(input)
  } finally {
    input.setRawMode(false)
    writeSync(terminal, '\n')
    input.destroy()
  }
}

function openTerminal(): number | undefined {
  try {
    return existsSync('/dev/tty') ? openSync('/dev/tty', 'r+') : undefined
  } catch {
    // There is such a device, but no terminal behind it.
    return undefined
  }
}

function typed(input: ReadStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    input.on('data', (chunk: Buffer) => {
      for (const sign of chunk.toString()) {
        if (sign === '\r' || sign === '\n') return resolve(text)
        if (sign === '\u0003' || sign === '\u0004') return reject(new InputError('no password was given'))
        if (sign === '\u007f' || sign === '\b') text = text.slice(0, -1)
        else if (sign === '\u0015') text = ''
        else text += sign
      }
    })
    input.on('error', reject)
  })
}

/** Byte by byte: a second password may follow on the next line. */
function readLine(): string {
  const byte = Buffer.alloc(1)
  const bytes: number[] = []
  try {
    while (readSync(0, byte, 0, 1, null) === 1 && byte[0] !== 10) bytes.push(byte[0] ?? 0)
  } catch (cause) {
    throw new InputError('there is no terminal to ask for a password', {
      hint: 'give it on standard input, or as a variable',
      cause,
    })
  }
  if (bytes.length === 0)
    throw new InputError('there is no terminal to ask for a password', {
      hint: 'give it on standard input, or as a variable',
    })
  return Buffer.from(bytes).toString()
}
