import type { InputError } from '../../errors.ts'
import type { RunEvent } from './events.ts'

/** Receives every event of a run and shows or stores it. `close` finishes the output. */
export interface Reporter {
  readonly event: (event: RunEvent) => void
  /** Called instead of `event` if nothing ran because of errors in files or options. */
  readonly refused?: (errors: readonly InputError[]) => void
  /**
   * Shows all pending output and frees the terminal for a question. The returned function is called after the answer.
   */
  readonly freeTerminal?: () => Promise<() => void>
  readonly close: () => Promise<void>
}
