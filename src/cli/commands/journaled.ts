import { type JournalHead, keepJournal } from '../../journal/keep.ts'
import { describeOwed, owedHandlers } from '../../journal/owed.ts'
import { readRun } from '../../journal/read.ts'
import type { RunKind } from '../../journal/schema.ts'
import { keptOptions } from '../../plans/plans.ts'
import { type Reporter, type RunOptions, tellAll } from '../../run.ts'
import { readConfig } from '../options/config.ts'
import { retentionOf } from '../options/settings.ts'
import { type CommandContext, untilStopped } from './command-context.ts'

/** What is run, and what it is for. */
export interface Journaled {
  readonly kind: RunKind
  readonly options: RunOptions
  readonly run: (reporter: Reporter, signal: AbortSignal) => Promise<number>
}

/**
 * Runs until the end or a signal, and writes a journal; returns the exit code. If a run is incomplete, prints
 * how to resume it, and which tasks were running if it was ended at once.
 */
export async function runJournaled(
  context: CommandContext,
  reporter: Reporter,
  { kind, options, run }: Journaled,
): Promise<number> {
  const { legacy } = options
  const kept = keptOptions(options)
  // The run that is being resumed gets no hint to resume it.
  const owes = owedHandlers(process.cwd()).filter(({ run }) => run !== legacy?.run)
  const warn = (message: string): void =>
    reporter.event({ type: 'warning', time: new Date().toISOString(), message })
  const head = (): Pick<JournalHead, 'options' | 'legacy' | 'owes'> => {
    // A secret among them would come back as what masks it.
    const text = JSON.stringify(kept)
    const isOpen = context.masks.mask(text) === text
    return {
      ...(isOpen ? { options: kept } : {}),
      ...(legacy === undefined ? {} : { legacy }),
      ...(owes.length === 0 ? {} : { owes }),
    }
  }
  const config = readConfig(process.cwd())
  const retention = retentionOf(key => config.get(key)?.value)
  const journal = keepJournal({ kind, retention, head, warn })
  const hint = (): string =>
    kind !== 'run' || journal.run() === undefined ? '' : `to resume: run resume ${journal.run()}\n`
  const code = await untilStopped(
    context,
    reporter,
    signal => run(tellAll(reporter, journal, saying(warn, describeOwed(owes))), signal),
    () => `${underWay(journal.run())}${hint()}`,
  )
  if (code > 1) process.stderr.write(hint())
  return code
}

/** Says something when the run begins. */
function saying(warn: (message: string) => void, messages: readonly string[]): Reporter {
  return {
    event: ({ type }) => {
      if (type === 'run.start') for (const message of messages) warn(message)
    },
    close: async () => {},
  }
}

function underWay(run: string | undefined): string {
  const tasks = run === undefined ? [] : readRun(run).underWay
  if (tasks.length === 0) return ''
  const lines = tasks.map(({ host, name, task }) => `  ${host}: ${name} (${task})\n`)
  return `these tasks were interrupted, and their outcome is unknown:\n${lines.join('')}`
}
