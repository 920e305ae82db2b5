import { rmSync, statSync } from 'node:fs'
import { forgetLock, isHeld } from './active-run.ts'
import { forgottenFile, journaledRuns, journalFile } from './folder.ts'
import { pruneIndex, readIndex } from './index-file.ts'
import { RunSummaries } from './summary.ts'

/** How many days journals are kept, and their maximum total size in bytes. */
export interface Retention {
  readonly days: number
  readonly bytes: number
}

/** The default without a setting in `drover.yml`. */
export const DEFAULT_RETENTION: Retention = { days: 90, bytes: 1000 * 1024 * 1024 }

const DAY = 24 * 60 * 60 * 1000

/**
 * Removes journals that are too old, and the oldest ones beyond the total size. Journals of dry runs, plans and
 * verifications are removed before those of runs, which can be resumed. The newest journal and those of active runs
 * are always kept.
 */
export function removeOldJournals(folder: string, { days, bytes }: Retention, now = Date.now()): void {
  const [newest, ...others] = journaledRuns(folder)
  if (newest === undefined) return
  const journals = others.flatMap(run => {
    const found = statSync(journalFile(folder, run), { throwIfNoEntry: false })
    return found ? [{ run, size: found.size, modified: found.mtimeMs }] : []
  })
  const isOld = ({ modified }: { readonly modified: number }): boolean => now - modified > days * DAY
  const young = journals.filter(each => !isOld(each))
  const removed = [...journals.filter(isOld), ...overLimit(folder, young, bytes)]
    .map(({ run }) => run)
    .filter(run => !isHeld(folder, run))
  for (const run of removed) {
    rmSync(journalFile(folder, run), { force: true })
    rmSync(forgottenFile(folder, run), { force: true })
    forgetLock(folder, run)
  }
  if (removed.length > 0) forget(folder, new Set(removed))
}

function overLimit<J extends { readonly run: string; readonly size: number }>(
  folder: string,
  journals: readonly J[],
  bytes: number,
): readonly J[] {
  if (journals.reduce((sum, { size }) => sum + size, 0) <= bytes) return []
  const summaries = new RunSummaries(folder)
  const isRun = ({ run }: J): boolean => summaries.beginningOf(run)?.kind === 'run'
  const byWorth = [...journals.filter(isRun), ...journals.filter(each => !isRun(each))]
  let kept = 0
  return byWorth.filter(({ size }) => {
    kept += size
    return kept > bytes
  })
}

function forget(folder: string, removed: ReadonlySet<string>): void {
  const entries = readIndex(folder)
  pruneIndex(folder, new Map([...entries].filter(([run]) => !removed.has(run))))
}
