import { InputError } from '../errors.ts'
import { isHeld } from '../journal/active-run.ts'
import { journalFolder } from '../journal/folder.ts'
import type { RunKind } from '../journal/schema.ts'
import type { RunSummaries } from '../journal/summary.ts'
import { shortenHosts } from '../report/hosts.ts'
import { runEnding } from '../report/run-ending.ts'
import { escapeControlInLine } from '../run.ts'

/** The names of the kinds of runs, for users. */
export const KIND_NAMES: Readonly<Record<RunKind, string>> = {
  run: 'run',
  'dry-run': 'dry run',
  plan: 'plan',
  verify: 'verify',
}

/** The column width, enough for `100 hosts failed`. */
const END_WIDTH = 16

/**
 * Returns one line with the ending of a run, its kind if requested, its playbooks, and the hosts on which it is
 * incomplete.
 */
export function outcomeIn(summaries: RunSummaries, run: string, showsKind = false): string {
  try {
    const { kind, work, exitCode, troubled } = summaries.of(run)
    const end = endOf(run, exitCode, troubled.length)
    const words = [
      end.padEnd(END_WIDTH),
      ...(showsKind ? [KIND_NAMES[kind].padEnd(7)] : []),
      work,
      // An active run may still complete these hosts.
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
