import { readRun } from '../../journal/read.ts'
import type { RunKind } from '../../journal/schema.ts'
import { withJournal } from '../../plans/journaled.ts'
import type { Reporter, RunOptions } from '../../run.ts'
import { readUserConfig } from '../options/config.ts'
import { retentionOf } from '../options/settings.ts'
import { type CommandContext, untilStopped } from './command-context.ts'

/** A run, the options that its journal stores, and the kind of run. */
export interface Journaled {
  readonly kind: RunKind
  readonly options: RunOptions
  readonly run: (reporter: Reporter, signal: AbortSignal) => Promise<number>
}

/**
 * Runs until the run ends or a signal stops it, and writes a journal; returns the exit code. If the run is
 * incomplete, prints how to resume it; if it is ended at once, also which tasks were running.
 */
export async function runJournaled(
  context: CommandContext,
  reporter: Reporter,
  { kind, options, run }: Journaled,
): Promise<number> {
  const config = readUserConfig()
  const retention = retentionOf(key => config.get(key)?.value)
  const journal = withJournal({ kind, options, retention, masks: context.masks }, reporter)
  const hint = (): string =>
    kind !== 'run' || journal.run() === undefined ? '' : `to resume: run resume ${journal.run()}\n`
  const code = await untilStopped(
    context,
    reporter,
    signal => run(journal.reporter, signal),
    () => `${resumeHint(journal.run())}${hint()}`,
  )
  if (code > 1) process.stderr.write(hint())
  return code
}

function resumeHint(run: string | undefined): string {
  const tasks = run === undefined ? [] : readRun(run).applying
  if (tasks.length === 0) return ''
  const lines = tasks.map(({ host, name, task }) => `  ${host}: ${name} (${task})\n`)
  return `these tasks were interrupted, and their outcome is unknown:\n${lines.join('')}`
}
