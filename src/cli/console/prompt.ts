import { createInterface } from 'node:readline'

/** Options of the prompt. */
export interface PromptOptions {
  /** Returns the prompt for the next line. */
  readonly prompt: () => string
  /** The earlier lines, oldest first. */
  readonly history: readonly string[]
  readonly complete: (line: string) => Promise<[hits: string[], last: string]>
}

/**
 * Yields the lines that are typed at the prompt until Ctrl-D, or those of standard input if it is not a terminal.
 * Between lines the terminal is in its normal mode: there Ctrl-C sends a signal.
 */
export async function* promptedLines(options: PromptOptions): AsyncGenerator<string> {
  if (!process.stdin.isTTY) {
    yield* createInterface({ input: process.stdin })
    return
  }
  for (;;) {
    const line = await ask(options)
    if (line === undefined) {
      process.stdout.write('\n')
      return
    }
    yield line
  }
}

/** Reads one line; empty after Ctrl-C, undefined after Ctrl-D. */
function ask({ prompt, history, complete }: PromptOptions): Promise<string | undefined> {
  const reader = createInterface({
    input: process.stdin,
    output: process.stdout,
    history: [...history].reverse(),
    historySize: history.length + 1,
    completer: (line: string, done: (error: Error | null, found: [string[], string]) => void) => {
      void complete(line).then(
        found => done(null, found),
        () => done(null, [[], line]),
      )
    },
  })
  return new Promise(resolve => {
    const end = (line: string | undefined): void => {
      resolve(line)
      reader.close()
    }
    reader.on('SIGINT', () => {
      process.stdout.write('^C\n')
      end('')
    })
    reader.on('close', () => resolve(undefined))
    reader.question(prompt(), end)
  })
}
