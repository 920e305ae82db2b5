import { journaledRuns, journalFolder } from './folder.ts'
import type { RunKind } from './schema.ts'
import { RunSummaries } from './summary.ts'

/**
 * The ids of the runs that were started in this directory, the newest first, whether their journals can be read or not: all of
 * them, or those of one kind.
 */
export function* runsIn(cwd: string, kind?: RunKind): Generator<string> {
  const folder = journalFolder()
  const summaries = new RunSummaries(folder)
  for (const run of journaledRuns(folder)) {
    const found = summaries.beginningOf(run)
    if (found?.cwd === cwd && (kind === undefined || found.kind === kind)) yield run
  }
}
