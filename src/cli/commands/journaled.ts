import { readRun } from '../../journal/read.ts'
import { journaled } from '../../plans/journaled.ts'
import type { Reporter, RunOptions } from '../../run.ts'
import { type CommandContext, untilStopped } from './command-context.ts'

/**
 * Runs until the end or a signal, and writes a journal; returns the exit code. If the run is incomplete, prints
 * how to resume it, and which tasks were running if it was ended at once.
 */
export async function runJournaled(
  context: CommandContext,
  options: RunOptions,
  reporter: Reporter,
  run: (reporter: Reporter, signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const journal = journaled(options, context.masks, reporter)
  const hint = (): string => (journal.run() === undefined ? '' : `to resume: run resume ${journal.run()}\n`)
  const code = await untilStopped(
    context,
    reporter,
    signal => run(journal.reporter, signal),
    () => `${underWay(journal.run())}${hint()}`,
  )
  if (code > 1) process.stderr.write(hint())
  return code
}

function underWay(run: string | undefined): string {
  const tasks = run === undefined ? [] : readRun(run).underWay
  if (tasks.length === 0) return ''
  const lines = tasks.map(({ host, name, task }) => `  ${host}: ${name} (${task})\n`)
  return `these tasks were interrupted, and their outcome is unknown:\n${lines.join('')}`
}
