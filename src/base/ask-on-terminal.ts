import { closeSync, createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { ReadStream } from 'node:tty'
import { InputError } from '../errors.ts'
import { openTerminal, TERMINAL } from './open-terminal.ts'

/** Options for a question on the terminal. */
interface Asking {
  /** Whether the terminal shows what the user types. */
  readonly isShown: boolean
  /** When it aborts, the wait for an answer ends. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Asks a question on the terminal and returns the line that the user types; undefined if there is no terminal. Ctrl-C
 * sends this process SIGINT. Rejects with InputError at Ctrl-D, and if the signal is aborted.
 */
export async function askOnTerminal(
  question: string,
  { isShown, signal }: Asking,
): Promise<string | undefined> {
  const opened = openTerminal()
  if (opened === undefined) return undefined
  // As a terminal stream: the read of a plain file stream would continue after the answer, and take the line for the
  // next question.
  const terminal = new ReadStream(opened)
  const shown = createWriteStream(TERMINAL)
  const reader = isShown
    ? createInterface({ input: terminal, output: shown })
    : createInterface({ input: terminal, output: nowhere(), terminal: true })
  // While the input is hidden, Ctrl-C arrives as an ordinary key.
  reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  let giveUp = (): void => {}
  const unanswered = new Promise<never>((_, reject) => {
    giveUp = () => reject(new InputError('no answer was given'))
  })
  // Ctrl-D closes the reader, whose question is then never answered.
  reader.on('close', giveUp)
  // Not passed to the reader: when aborted, that would write to the terminal even if it is closed.
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
    // If the input is shown, the end of the answer is shown too.
    if (!isShown || !isAnswered) shown.write('\n')
    shown.end()
    terminal.destroy()
  }
}

/** Returns whether the process was started from a terminal on which questions can be asked. */
export function hasTerminal(): boolean {
  const opened = openTerminal()
  if (opened === undefined) return false
  closeSync(opened)
  return true
}

/** Returns a stream that discards everything, so that the input is not shown. */
function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() })
}
