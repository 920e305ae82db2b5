import { writeSync } from 'node:fs'
import { warn } from '../../report/warn.ts'
import type { Masks, Reporter } from '../../run.ts'
import { stopOnSignals } from './stop-on-signals.ts'

/** The exit code of a command, and how to end the process at once. */
export interface CommandContext {
  code: number
  readonly exitAtOnce: (code: number) => void
  /** The secrets that are known so far. All output is masked with them. */
  readonly masks: Masks
}

/**
 * Runs until the run ends or a signal stops it, which the reporter shows; returns the exit code. `lastWords` returns
 * text to print if the process is ended at once.
 */
export function untilStopped(
  { exitAtOnce, masks }: CommandContext,
  reporter: Reporter,
  run: (signal: AbortSignal) => Promise<number>,
  lastWords: () => string = () => '',
): Promise<number> {
  return stopOnSignals(run, {
    // Shown by the reporter: a live region would overwrite text that is written past it.
    tell: message => warn(reporter, message),
    exit: code => {
      // While a live region is drawn, the cursor may be hidden and `process.stdout` may be buffered: write directly.
      if (process.stdout.isTTY) writeSync(process.stdout.fd, '\u001b[?25h\n')
      writeSync(process.stderr.fd, masks.mask(lastWords()))
      exitAtOnce(code)
    },
  })
}
