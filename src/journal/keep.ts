import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import type { Reporter, RunEvent } from '../engine/events.ts'
import type { Legacy } from '../engine/past.ts'
import { journaledRuns, journalFile, journalFolder, makeFolder } from './folder.ts'

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
 * registered. `head` is asked when the run begins; `warn` hears, once, why there is no journal: one that cannot be written to
 * its end is removed.
 */
export function keepJournal(
  head: () => Pick<JournalHead, 'options' | 'legacy'>,
  warn: (message: string) => void,
): Journal {
  let file: number | undefined
  let run: string | undefined
  const write = (line: object): void => {
    if (file === undefined) return
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`)
    // A disk that is nearly full takes the beginning of it, and says so by no error.
    if (writeSync(file, bytes) < bytes.length) throw new Error('ENOSPC: no space left on device, write')
  }
  const open = (event: RunEvent & { readonly type: 'run.start' }): void => {
    const folder = journalFolder()
    makeFolder(folder)
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
  // Without its end it would tell of commands as not done that were.
  const giveUp = (): void => {
    const [opened, name] = [file, run]
    file = undefined
    run = undefined
    try {
      if (opened !== undefined) closeSync(opened)
      if (name !== undefined) rmSync(journalFile(journalFolder(), name), { force: true })
    } catch {
      // It became read-only, say: that is told already.
    }
  }
  return {
    run: () => run,
    event: event => {
      try {
        if (event.type === 'run.start' && !event.isCheckMode) open(event)
        if (event.type !== 'task.output') write(event)
      } catch (error) {
        giveUp()
        warn(`no journal is kept, and the run cannot be taken up again: ${(error as Error).message}`)
      }
    },
    close: async () => {},
  }
}
