import type { InputError } from '../../errors.ts'
import type { RunEvent } from './events.ts'

/** A reporter: receives every event, and can finish drawing at the end. */
export interface Reporter {
  readonly event: (event: RunEvent) => void
  /** Called in place of all events if nothing was run, because of errors in files or options. */
  readonly refused?: (errors: readonly InputError[]) => void
  /** Leaves the terminal to a question, once all before it is shown; what it gives is called after the answer. */
  readonly makeWay?: () => Promise<() => void>
  readonly close: () => Promise<void>
}
