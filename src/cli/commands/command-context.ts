import { writeSync } from 'node:fs'
import { warn } from '../../report/warn.ts'
import type { Masks, Reporter } from '../../run.ts'
import { stopOnSignals } from './stop-on-signals.ts'

/** How the process will end: the exit code of the command, or at once. */
export interface CommandContext {
  code: number
  readonly exitAtOnce: (code: number) => void
  /** What is secret so far: all that is printed passes through it. */
  readonly masks: Masks
}

/**
 * Runs until the end or a signal, which the reporter shows; returns the exit code. `lastWords` returns the text
 * to print if the run is ended at once.
 */
export function untilStopped(
  { exitAtOnce, masks }: CommandContext,
  reporter: Reporter,
  run: (signal: AbortSignal) => Promise<number>,
  lastWords: () => string = () => '',
): Promise<number> {
  return stopOnSignals(run, {
    // By the reporter: what is written past one that draws is drawn over.
    tell: message => warn(reporter, message),
    exit: code => {
      // The cursor may be hidden while something is drawn, and what draws holds back what is written by `process.stdout`.
      if (process.stdout.isTTY) writeSync(process.stdout.fd, '\u001b[?25h\n')
      writeSync(process.stderr.fd, masks.mask(lastWords()))
      exitAtOnce(code)
    },
  })
}
