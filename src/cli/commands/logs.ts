import { Command } from 'commander'
import { InputError } from '../../errors.ts'
import { journaledRuns, journalFolder } from '../../journal/folder.ts'
import { runsIn } from '../../journal/read.ts'
import { outcomeOf } from '../../plans/run-outcome.ts'
import { VERBOSE } from '../options/host-options.ts'
import { outputOption } from '../options/output-options.ts'
import type { Output } from '../options/outputs.ts'
import { openReporter } from './open-reporter.ts'

interface Flags {
  readonly all: boolean
  readonly diff: boolean
  readonly verbose: number
  readonly output?: readonly Output[]
}

/** `run logs`: the journals of runs, as a list, or one of them as it was shown. */
export function logsCommand(): Command {
  return new Command('logs')
    .description('List the runs started in this directory, or show one of them again.')
    .argument('[run]', 'the id of a run or how it begins, or `last`; without it, runs are listed')
    .option('--all', 'list the runs of all directories', false)
    .option('-D, --diff', 'show the differences', false)
    .option(...VERBOSE)
    .addOption(outputOption())
    .addHelpText(
      'after',
      '\nDry runs and `run exec` leave no journal.\n\nExamples:\n  run logs\n  run logs last -v --diff\n  run logs 20261123T14 -o ndjson',
    )
    .action(async (run: string | undefined, flags: Flags) => {
      if (run === undefined) list(flags)
      else await show(run, flags)
    })
}

function list({ all }: Flags): void {
  const runs = runsOf(all)
  if (runs.length === 0) process.stderr.write('no run was started in this directory\n')
  process.stdout.write(runs.map(run => `${run}  ${outcomeOf(run)}\n`).join(''))
}

async function show(written: string, flags: Flags): Promise<void> {
  const run = findRun(written)
  const { eventsOf } = await import('../../journal/events.ts')
  const reporter = await openReporter(flags, flags.diff, 'lines')
  let isComplete = false
  for (const event of eventsOf(run)) {
    reporter.event(event)
    isComplete ||= event.type === 'run.end'
  }
  await reporter.close()
  if (!isComplete) process.stderr.write(`the run was interrupted; to resume: run resume ${run}\n`)
}

/** Throws InputError if no run has such an id, or several do. */
function findRun(written: string): string {
  const [last] = runsOf(false)
  if (written === 'last') {
    if (last !== undefined) return last
    throw new InputError('no run was started in this directory', { hint: '`run logs --all` lists all runs' })
  }
  const [found, another] = runsOf(true).filter(run => run.startsWith(written))
  if (found !== undefined && another === undefined) return found
  throw new InputError(
    found === undefined ? `there is no run \`${written}\`` : `several runs begin with \`${written}\``,
    { hint: '`run logs --all` lists all runs' },
  )
}

function runsOf(all: boolean): string[] {
  return all ? journaledRuns(journalFolder()) : [...runsIn(process.cwd())]
}
