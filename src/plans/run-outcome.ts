import { InputError } from '../errors.ts'
import { journalFolder } from '../journal/folder.ts'
import { isHeld } from '../journal/run-lock.ts'
import type { RunKind } from '../journal/schema.ts'
import type { RunSummaries } from '../journal/summary.ts'
import { shortenHosts } from '../report/hosts.ts'
import { runEnding } from '../report/run-ending.ts'
import { escapeControlInLine } from '../run.ts'

/** What a person calls each kind of run. */
export const KIND_NAMES: Readonly<Record<RunKind, string>> = {
  run: 'run',
  'dry-run': 'dry run',
  plan: 'plan',
  verify: 'verify',
}

/** As wide as `100 hosts failed`. */
const END_WIDTH = 16

/** How a run ended, what it was if that is asked for, what it ran, and the hosts that it did not complete, in one line. */
export function outcomeIn(summaries: RunSummaries, run: string, showsKind = false): string {
  try {
    const { kind, work, exitCode, troubled } = summaries.of(run)
    const end = endOf(run, exitCode, troubled.length)
    const words = [
      end.padEnd(END_WIDTH),
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

function endOf(run: string, exitCode: number | undefined, troubled: number): string {
  if (exitCode === undefined) return isHeld(journalFolder(), run) ? 'running' : 'interrupted'
  return runEnding(exitCode, troubled)
}
