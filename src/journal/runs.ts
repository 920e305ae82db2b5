import { journaledRuns, journalFolder } from './folder.ts'
import type { RunKind } from './schema.ts'
import { RunSummaries } from './summary.ts'

/**
 * Yields the ids of the runs that were started in a directory, newest first; of one kind if `kind` is given. The
 * journals of these runs may be damaged.
 */
export function* runsIn(cwd: string, kind?: RunKind): Generator<string> {
  const folder = journalFolder()
  const summaries = new RunSummaries(folder)
  for (const run of journaledRuns(folder)) {
    const found = summaries.beginningOf(run)
    if (found?.cwd === cwd && (kind === undefined || found.kind === kind)) yield run
  }
}
