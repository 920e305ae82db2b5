import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { floatJson } from '../base/float-json.ts'
import type { RunEvent } from '../engine/state/events.ts'
import type { Reporter } from '../engine/state/reporter.ts'
import type { ResumeData } from '../engine/state/resume-state.ts'
import { acquireRunLock, type RunLock } from './active-run.ts'
import { journalFile, journalFolder, makeFolder } from './folder.ts'
import { addToIndex } from './index-file.ts'
import { type Retention, removeOldJournals } from './retention.ts'
import { whoami } from './run-id.ts'
import type { PendingHandler, RunKind } from './schema.ts'
import { troubledIn, workOf } from './summary.ts'

/** The first line of a journal; the events of its run follow. */
export interface JournalHead<Options = unknown> {
  readonly type: 'journal'
  readonly format: 'drover run 1'
  readonly run: string
  /** When the run began, in ISO 8601. */
  readonly time: string
  /** The working directory, to which relative paths refer. */
  readonly cwd: string
  readonly kind: RunKind
  /** The user and host that started the run: `alice@build7`. */
  readonly who?: string
  /** The options of the run; absent if they contain a secret. */
  readonly options?: Options
  /** The resume state from the run that this one resumes. */
  readonly legacy?: ResumeData
  /** The handlers of earlier runs that were pending when the run began. */
  readonly owes?: readonly PendingHandler[]
}

/** The options of a journal. */
export interface JournalOptions {
  readonly kind: RunKind
  /** How long earlier journals are kept; undefined: none is removed. */
  readonly retention: Retention | undefined
  /** Called when the run begins. */
  readonly head: () => Pick<JournalHead, 'options' | 'legacy' | 'owes'>
  /** Receives, once, the reason why there is no journal. A journal that cannot be written to its end is removed. */
  readonly warn: (message: string) => void
}

/** A run's journal while it is written. */
export interface Journal extends Reporter {
  /** Returns the run's id; undefined as long as there is no journal. */
  readonly run: () => string | undefined
}

/**
 * Returns a reporter that writes the events of a run as they happen, one per line, so that an interrupted run can be
 * resumed. If the process ends abruptly, at most the current line and unflushed results without changes are lost. Of
 * a command's output, only the registered result is stored.
 */
export function writeJournal({ kind, retention, head, warn }: JournalOptions): Journal {
  let file: number | undefined
  let run: string | undefined
  let lock: RunLock | undefined
  let work = ''
  let buffer = ''
  const flush = (): void => {
    const bytes = Buffer.from(buffer)
    buffer = ''
    if (file === undefined || bytes.length === 0) return
    // A nearly full disk may accept only the beginning of the bytes, without an error.
    if (writeSync(file, bytes) < bytes.length) throw new Error('ENOSPC: no space left on device, write')
  }
  const write = (line: object): void => {
    if (file !== undefined) buffer += `${floatJson(line)}\n`
  }
  const open = (event: RunEvent & { readonly type: 'run.start' }): void => {
    const folder = journalFolder()
    makeFolder(folder)
    lock = acquireRunLock(folder, event.run)
    // safety: a journal is accessible only to its owner
    file = openSync(journalFile(folder, event.run), 'ax', 0o600)
    run = event.run
    const first = {
      type: 'journal',
      format: 'drover run 1',
      run,
      time: event.time,
      cwd: process.cwd(),
      kind,
      who: whoami(),
    } as const
    const more = head()
    work = workOf(event.playbooks, more.options)
    write({ ...first, ...more } satisfies JournalHead)
    if (retention) removeOldJournals(folder, retention)
  }
  const finish = (event: RunEvent & { readonly type: 'run.end' }): void => {
    flush()
    if (run === undefined) return
    const folder = journalFolder()
    addToIndex(folder, journalFile(folder, run), {
      ...{ run, kind, cwd: process.cwd(), work },
      ...{ exitCode: event.exit_code, troubled: troubledIn(event) },
    })
  }
  // A journal without its end would show finished commands as not done, so it is removed.
  const discardJournal = (): void => {
    const [opened, name] = [file, run]
    file = undefined
    run = undefined
    lock?.release()
    try {
      if (opened !== undefined) closeSync(opened)
      if (name !== undefined) rmSync(journalFile(journalFolder(), name), { force: true })
    } catch {
      // For example, the file system became read-only; that was already reported.
    }
  }
  const attempt = (work: () => void): void => {
    try {
      work()
    } catch (error) {
      discardJournal()
      const effect = kind === 'run' ? ', so the run cannot be resumed' : ''
      warn(`the journal cannot be written${effect}: ${(error as Error).message}`)
    }
  }
  return {
    run: () => run,
    event: event => {
      attempt(() => {
        if (event.type === 'run.start') open(event)
        if (TRANSIENT.has(event.type)) return
        const isFirst = buffer === ''
        write(event)
        if (event.type === 'run.end') finish(event)
        else if (!mayBeBuffered(event)) flush()
        // Flushed before anything is sent to hosts, which happens in a later turn of the event loop.
        else if (isFirst) process.nextTick(() => attempt(flush))
      })
    },
    close: async () => {
      attempt(flush)
      lock?.release()
    },
  }
}

/** Events that matter only while they happen, and are not stored. */
const TRANSIENT: ReadonlySet<RunEvent['type']> = new Set([
  'task.output',
  'task.progress',
  'task.pending',
  'connect.start',
  'connect.end',
])

/** Whether an event may be written later: it records no change, and a resumed run determines it again. */
function mayBeBuffered(event: RunEvent): boolean {
  if (event.type === 'task.result') return event.status === 'ok' || event.status === 'skipped'
  return event.type === 'task.start' || event.type === 'task.end'
}
