import { describePending, pendingHandlers } from '../journal/pending-handlers.ts'
import type { Retention } from '../journal/retention.ts'
import type { RunKind } from '../journal/schema.ts'
import { type JournalHead, writeJournal } from '../journal/write.ts'
import { warn } from '../report/warn.ts'
import { type Masks, type Reporter, type RunOptions, tellAll } from '../run.ts'
import { keptOptions } from './plans.ts'

/** The reporter of a run that also writes its journal. */
interface Journaled {
  readonly reporter: Reporter
  /** Returns the run's id; undefined as long as there is no journal. */
  readonly run: () => string | undefined
}

/** The run to journal, with its options and the retention of earlier journals. */
interface Subject {
  readonly kind: RunKind
  readonly options: RunOptions
  readonly masks: Masks
  /** Undefined: no earlier journal is removed. */
  readonly retention?: Retention | undefined
}

/**
 * Returns a reporter that also writes a journal, with the options that are needed to resume the run. When the run
 * begins, it shows a warning
 * for each handler that earlier runs in this directory notified but did not run.
 */
export function journaled({ kind, options, masks, retention }: Subject, reporter: Reporter): Journaled {
  const { legacy } = options
  const kept = keptOptions(options)
  // The resumed run runs its own pending handlers, so they need no warning.
  const owes = pendingHandlers(process.cwd()).filter(({ run }) => run !== legacy?.run)
  const tell = (message: string): void => warn(reporter, message)
  const head = (): Pick<JournalHead, 'options' | 'legacy' | 'owes'> => {
    // A secret would be masked and could not be restored, so options with a secret are not stored.
    const text = JSON.stringify(kept)
    const isOpen = masks.mask(text) === text
    return {
      ...(isOpen ? { options: kept } : {}),
      ...(legacy === undefined ? {} : { legacy }),
      ...(owes.length === 0 ? {} : { owes }),
    }
  }
  const journal = writeJournal({ kind, retention, head, warn: tell })
  return {
    reporter: tellAll(reporter, journal, saying(tell, describePending(owes))),
    run: journal.run,
  }
}

/** Returns a reporter that shows messages when the run begins. */
function saying(tell: (message: string) => void, messages: readonly string[]): Reporter {
  return {
    event: ({ type }) => {
      if (type === 'run.start') for (const message of messages) tell(message)
    },
    close: async () => {},
  }
}
