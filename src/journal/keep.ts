import { mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import type { Reporter, RunEvent } from '../engine/events.ts'
import type { Legacy } from '../engine/past.ts'
import { journaledRuns, journalFile, journalFolder } from './folder.ts'

/** The first line of a journal; the events of its run follow. */
export interface JournalHead<Options = unknown> {
  readonly type: 'journal'
  readonly format: 'drover run 1'
  readonly run: string
  /** When it began, ISO 8601. */
  readonly time: string
  /** The working directory, in which its paths are meant. */
  readonly cwd: string
  /** What was asked of the run; absent where a secret is among it. */
  readonly options?: Options
  /** What the run took over from the one that it took up again. */
  readonly legacy?: Legacy
}

/** The most journals that are kept; the oldest go. */
const MOST = 100

/** A run's journal while it is written. */
export interface Journal extends Reporter {
  /** The run's id, once there is a journal of it. */
  readonly run: () => string | undefined
}

/**
 * Writes the events of a run as they happen, a line each, so that a run that is cut off can be taken up again: whatever ends
 * the process loses at most the line that it was writing. Dry runs are not kept, and of a command's output only what is
 * registered. `head` is asked when the run begins; `warn` hears, once, why there is no journal, or no more of it.
 */
export function keepJournal(
  head: () => Pick<JournalHead, 'options' | 'legacy'>,
  warn: (message: string) => void,
): Journal {
  let file: number | undefined
  let run: string | undefined
  const write = (line: object): void => {
    if (file !== undefined) writeSync(file, `${JSON.stringify(line)}\n`)
  }
  const open = (event: RunEvent & { readonly type: 'run.start' }): void => {
    const folder = journalFolder()
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    file = openSync(journalFile(folder, event.run), 'ax', 0o600)
    run = event.run
    const first = {
      type: 'journal',
      format: 'drover run 1',
      run,
      time: event.time,
      cwd: process.cwd(),
    } as const
    write({ ...first, ...head() } satisfies JournalHead)
    for (const old of journaledRuns(folder).slice(MOST)) rmSync(journalFile(folder, old), { force: true })
  }
  return {
    run: () => run,
    event: event => {
      try {
        if (event.type === 'run.start' && !event.isCheckMode) open(event)
        if (event.type !== 'task.output') write(event)
      } catch (error) {
        file = undefined
        const what = run === undefined ? 'no journal is kept' : 'the journal ends here'
        warn(`${what}, and the run cannot be taken up again: ${(error as Error).message}`)
      }
    },
    close: async () => {},
  }
}
