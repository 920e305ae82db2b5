import { keepJournal } from '../../journal/keep.ts'
import { describeOwed, owedHandlers } from '../../journal/owed.ts'
import { readRun } from '../../journal/read.ts'
import { type Reporter, type RunOptions, tellAll } from '../../run.ts'
import { type CommandContext, untilStopped } from './command-context.ts'

/**
 * Runs until the end or a signal, and keeps a journal of it; returns the exit code. Where not all was done, says how to take
 * the run up again, and what was under way where it was ended at once.
 */
export async function runJournaled(
  context: CommandContext,
  options: RunOptions,
  reporter: Reporter,
  run: (reporter: Reporter, signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const { loginPassword: _, becomePassword: __, keys: ___, legacy, ...kept } = options
  // What is resumed now is not told to be resumed.
  const owes = owedHandlers(process.cwd()).filter(({ run }) => run !== legacy?.run)
  const warn = (message: string): void =>
    reporter.event({ type: 'warning', time: new Date().toISOString(), message })
  const journal = keepJournal(() => {
    // A secret among them would come back as what masks it.
    const text = JSON.stringify(kept)
    const isOpen = context.masks.mask(text) === text
    return {
      ...(isOpen ? { options: kept } : {}),
      ...(legacy === undefined ? {} : { legacy }),
      ...(owes.length === 0 ? {} : { owes }),
    }
  }, warn)
  const hint = (): string =>
    journal.run() === undefined ? '' : `take it up again: run resume ${journal.run()}\n`
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
  return `ended in the middle of these, and nothing tells how far they came:\n${lines.join('')}`
}
