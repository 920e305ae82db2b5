import { describePending, pendingHandlers } from '../journal/pending-handlers.ts'
import type { Retention } from '../journal/retention.ts'
import type { RunKind } from '../journal/schema.ts'
import { type JournalHead, writeJournal } from '../journal/write.ts'
import { warn } from '../report/warn.ts'
import { combineReporters, type Masks, type Reporter, type RunOptions } from '../run.ts'
import { storedOptions } from './plans.ts'

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
 * begins, it shows a warning for each handler that earlier runs in this directory notified but did not run.
 */
export function withJournal({ kind, options, masks, retention }: Subject, reporter: Reporter): Journaled {
  const { resumeData } = options
  const kept = storedOptions(options)
  // The resumed run runs its own pending handlers, so they need no warning.
  const earlier = pendingHandlers(process.cwd()).filter(({ run }) => run !== resumeData?.run)
  const showWarning = (message: string): void => warn(reporter, message)
  const head = (): Pick<JournalHead, 'options' | 'legacy' | 'owes'> => {
    // A secret would be masked and could not be restored, so options with a secret are not stored.
    const text = JSON.stringify(kept)
    const isOpen = masks.mask(text) === text
    return {
      ...(isOpen ? { options: kept } : {}),
      ...(resumeData === undefined ? {} : { legacy: resumeData }),
      ...(earlier.length === 0 ? {} : { owes: earlier }),
    }
  }
  const journal = writeJournal({ kind, retention, head, warn: showWarning })
  return {
    reporter: combineReporters(reporter, journal, warningReporter(showWarning, describePending(earlier))),
    run: journal.run,
  }
}

/** Returns a reporter that shows messages when the run begins. */
function warningReporter(tell: (message: string) => void, messages: readonly string[]): Reporter {
  return {
    event: ({ type }) => {
      if (type === 'run.start') for (const message of messages) tell(message)
    },
    close: async () => {},
  }
}
