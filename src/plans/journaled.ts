import { keepJournal } from '../journal/keep.ts'
import { describeOwed, owedHandlers } from '../journal/owed.ts'
import { type Masks, type Reporter, type RunOptions, tellAll } from '../run.ts'
import { keptOptions } from './plans.ts'

/** What reports a run and keeps its journal. */
interface Journaled {
  readonly reporter: Reporter
  /** The run's id, once there is a journal of it. */
  readonly run: () => string | undefined
}

/**
 * Adds a journal to what reports a run, with the options that it takes to resume it. When the run begins, a warning names each handler
 * that earlier runs in this directory left undone.
 */
export function journaled(options: RunOptions, masks: Masks, reporter: Reporter): Journaled {
  const { legacy } = options
  const kept = keptOptions(options)
  // The run that is being resumed gets no hint to resume it.
  const owes = owedHandlers(process.cwd()).filter(({ run }) => run !== legacy?.run)
  const warn = (message: string): void =>
    reporter.event({ type: 'warning', time: new Date().toISOString(), message })
  const journal = keepJournal(() => {
    // A secret among them would come back as what masks it.
    const text = JSON.stringify(kept)
    const isOpen = masks.mask(text) === text
    return {
      ...(isOpen ? { options: kept } : {}),
      ...(legacy === undefined ? {} : { legacy }),
      ...(owes.length === 0 ? {} : { owes }),
    }
  }, warn)
  return {
    reporter: tellAll(reporter, journal, saying(warn, describeOwed(owes))),
    run: journal.run,
  }
}

/** Says something when the run begins. */
function saying(warn: (message: string) => void, messages: readonly string[]): Reporter {
  return {
    event: ({ type }) => {
      if (type === 'run.start') for (const message of messages) warn(message)
    },
    close: async () => {},
  }
}
