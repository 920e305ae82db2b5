import { closeSync, createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { ReadStream } from 'node:tty'
import { InputError } from '../errors.ts'
import { openTerminal, TERMINAL } from './open-terminal.ts'

/** How a question is asked. */
interface Asking {
  /** Whether the terminal shows what is typed. */
  readonly isShown: boolean
  /** Ends the wait for an answer. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Asks on the terminal, and waits for a line; undefined if there is no terminal. Ctrl-C sends this process SIGINT. Rejects with
 * InputError at Ctrl-D, and if the signal is aborted.
 */
export async function askOnTerminal(
  question: string,
  { isShown, signal }: Asking,
): Promise<string | undefined> {
  const opened = openTerminal()
  if (opened === undefined) return undefined
  // As a terminal: a plain file's read goes on after the answer, and takes the line meant for the next question.
  const terminal = new ReadStream(opened)
  const shown = createWriteStream(TERMINAL)
  const reader = isShown
    ? createInterface({ input: terminal, output: shown })
    : createInterface({ input: terminal, output: nowhere(), terminal: true })
  // What hides the keys takes Ctrl-C for one of them.
  reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  let giveUp = (): void => {}
  const unanswered = new Promise<never>((_, reject) => {
    giveUp = () => reject(new InputError('no answer was given'))
  })
  // Ctrl-D closes the reader, and its question is never answered then.
  reader.on('close', giveUp)
  // Not given to the reader: when it is aborted, that writes to the terminal, even if it is closed.
  signal?.addEventListener('abort', giveUp)
  if (signal?.aborted) giveUp()
  let isAnswered = false
  try {
    if (!isShown) shown.write(question)
    const answer = await Promise.race([reader.question(question), unanswered])
    isAnswered = true
    return answer
  } finally {
    signal?.removeEventListener('abort', giveUp)
    reader.close()
    // The end of a line that is typed shows.
    if (!isShown || !isAnswered) shown.write('\n')
    shown.end()
    terminal.destroy()
  }
}

/** Whether the process was started from a terminal that can be asked on. */
export function hasTerminal(): boolean {
  const opened = openTerminal()
  if (opened === undefined) return false
  closeSync(opened)
  return true
}

/** In place of a terminal that would show what is typed. */
function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() })
}
