import { InputError } from '../errors.ts'
import { journalFolder } from '../journal/folder.ts'
import { isHeld } from '../journal/lock.ts'
import type { RunKind } from '../journal/schema.ts'
import type { RunSummaries } from '../journal/summary.ts'
import { shortenHosts } from '../report/hosts.ts'
import { escapeControlInLine } from '../run.ts'

/** What a person calls each kind of run. */
export const KIND_NAMES: Readonly<Record<RunKind, string>> = {
  run: 'run',
  'dry-run': 'dry run',
  plan: 'plan',
  verify: 'verify',
}

/** How a run ended, what it was if that is asked for, what it ran, and the hosts that it did not complete, in one line. */
export function outcomeIn(summaries: RunSummaries, run: string, showsKind = false): string {
  try {
    const { kind, work, exitCode, troubled } = summaries.of(run)
    const end = endOf(run, exitCode)
    const words = [
      end.padEnd(13),
      ...(showsKind ? [KIND_NAMES[kind].padEnd(7)] : []),
      work,
      // What an active run has not completed yet, it may complete.
      ...(troubled.length === 0 || end === 'running' ? [] : [shortenHosts(troubled)]),
    ]
    return escapeControlInLine(words.join('  '))
  } catch (error) {
    if (error instanceof InputError) return `cannot be read: ${escapeControlInLine(error.message)}`
    throw error
  }
}

function endOf(run: string, exitCode: number | undefined): string {
  if (exitCode === undefined) return isHeld(journalFolder(), run) ? 'running' : 'interrupted'
  return exitCode === 0 ? 'done' : `exit code ${exitCode}`
}
