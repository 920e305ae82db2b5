import { Command } from 'commander'
import { isHeld } from '../../journal/active-run.ts'
import { eventsOf } from '../../journal/events.ts'
import { journalFolder } from '../../journal/folder.ts'
import { RunSummaries } from '../../journal/summary.ts'
import { outcomeIn } from '../../plans/run-outcome.ts'
import { VERBOSE } from '../options/host-options.ts'
import { outputOption } from '../options/output-options.ts'
import type { Output } from '../options/outputs.ts'
import { findRun, journalsOf } from './find-run.ts'
import { openReporter } from './open-reporter.ts'

interface Flags {
  readonly all: boolean
  readonly follow: boolean
  readonly diff: boolean
  readonly verbose: number
  readonly output?: readonly Output[]
}

/** `run logs`: lists the journals of runs, or shows one of the runs again. */
export function logsCommand(): Command {
  return new Command('logs')
    .description('List the runs started in this directory, or show one of them again.')
    .argument('[run]', 'the ID of a run, or the beginning of the ID, or `last` (default: list the runs)')
    .option('--all', 'list the runs of all directories', false)
    .option('--follow', 'show an active run until it ends (default: the last run)', false)
    .option('-D, --diff', 'show the differences', false)
    .option(...VERBOSE)
    .addOption(outputOption())
    .addHelpText(
      'after',
      '\n`run exec` and `run facts` do not write a journal.\n\nExamples:\n  run logs\n  run logs last -v --diff\n  run logs --follow\n  run logs 20261123T14 -o ndjson',
    )
    .action(async (run: string | undefined, flags: Flags) => {
      if (run === undefined && !flags.follow) list(flags)
      else await show(run ?? 'last', flags)
    })
}

function list({ all }: Flags): void {
  const runs = journalsOf(all)
  if (runs.length === 0) process.stderr.write('no run was started in this directory\n')
  const summaries = new RunSummaries(journalFolder())
  process.stdout.write(runs.map(run => `${run}  ${outcomeIn(summaries, run, true)}\n`).join(''))
}

async function show(written: string, flags: Flags): Promise<void> {
  const run = findRun(written)
  const events = flags.follow ? (await import('../../journal/follow.ts')).followEvents : eventsOf
  const reporter = await openReporter(flags, flags.diff, undefined, 'lines')
  let isComplete = false
  for await (const event of events(run)) {
    reporter.event(event)
    isComplete ||= event.type === 'run.end'
  }
  await reporter.close()
  if (!isComplete) process.stderr.write(`${unfinished(run)}\n`)
}

function unfinished(run: string): string {
  const folder = journalFolder()
  if (isHeld(folder, run)) return `the run is still active; to follow it: run logs ${run} --follow`
  const { kind } = new RunSummaries(folder).of(run)
  return kind === 'run' ? `the run was interrupted; to resume: run resume ${run}` : 'it was interrupted'
}
