import { describeOwed, owedHandlers } from '../journal/owed.ts'
import type { Retention } from '../journal/retention.ts'
import type { RunKind } from '../journal/schema.ts'
import { type JournalHead, writeJournal } from '../journal/write.ts'
import { warn } from '../report/warn.ts'
import { type Masks, type Reporter, type RunOptions, tellAll } from '../run.ts'
import { keptOptions } from './plans.ts'

/** What reports a run and keeps its journal. */
interface Journaled {
  readonly reporter: Reporter
  /** The run's id, once there is a journal of it. */
  readonly run: () => string | undefined
}

/** What is journaled: a run with its options, and how long the journals before it are kept. */
interface Subject {
  readonly kind: RunKind
  readonly options: RunOptions
  readonly masks: Masks
  /** Undefined to remove none. */
  readonly retention?: Retention | undefined
}

/**
 * Adds a journal to what reports a run, with the options that it takes to resume it. When the run begins, a warning names each handler
 * that earlier runs in this directory left undone.
 */
export function journaled({ kind, options, masks, retention }: Subject, reporter: Reporter): Journaled {
  const { legacy } = options
  const kept = keptOptions(options)
  // The run that is being resumed gets no hint to resume it.
  const owes = owedHandlers(process.cwd()).filter(({ run }) => run !== legacy?.run)
  const tell = (message: string): void => warn(reporter, message)
  const head = (): Pick<JournalHead, 'options' | 'legacy' | 'owes'> => {
    // A secret among them would come back as what masks it.
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
    reporter: tellAll(reporter, journal, saying(tell, describeOwed(owes))),
    run: journal.run,
  }
}

/** Says something when the run begins. */
function saying(tell: (message: string) => void, messages: readonly string[]): Reporter {
  return {
    event: ({ type }) => {
      if (type === 'run.start') for (const message of messages) tell(message)
    },
    close: async () => {},
  }
}
