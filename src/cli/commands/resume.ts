import { Command } from 'commander'
import { InputError } from '../../errors.ts'
import { acquireRunLock } from '../../journal/active-run.ts'
import { checked } from '../../journal/checked.ts'
import { journalFolder } from '../../journal/folder.ts'
import { forgetPending } from '../../journal/pending-handlers.ts'
import { type RunRecord, readRun } from '../../journal/read.ts'
import { runsIn } from '../../journal/runs.ts'
import { RunSummaries } from '../../journal/summary.ts'
import { type StoredOptions, storedOptionsSchema } from '../../plans/plans.ts'
import { KIND_NAMES, outcomeIn } from '../../plans/run-outcome.ts'
import { warn } from '../../report/warn.ts'
import { runPlaybooks } from '../../run.ts'
import { passwordsOf } from '../options/host-options.ts'
import { type KeyFlags, keySources } from '../options/key-options.ts'
import { type ReportFlags, STEP, withReportOptions } from '../options/run-options.ts'
import type { CommandContext } from './command-context.ts'
import { changeDirectory } from './enter.ts'
import { runJournaled } from './journaled.ts'
import { openReporter } from './open-reporter.ts'

interface Flags extends ReportFlags, KeyFlags {
  readonly list: boolean
  readonly repeat: boolean
  readonly forget: boolean
  readonly step: boolean
  readonly lockWait?: number
}

/** `run resume`: resumes a run that failed or was interrupted. */
export function resumeCommand(context: CommandContext): Command {
  const command = new Command('resume')
    .description('Resume a run that failed or was interrupted, without repeating what it completed.')
    .argument('[run]', 'id of the run (default: the last run that was started in this directory)')
    .option('--list', 'list the runs started in this directory', false)
    .option(
      '--repeat',
      'also repeat actions whose outcome is unknown because they were running when the run ended',
      false,
    )
    .option(
      '--forget',
      'run nothing, and end the warning about the pending handlers of this run (default: of all runs in this directory)',
      false,
    )
    .option(...STEP)
    .action(async (run: string | undefined, flags: Flags) => {
      if (flags.list) process.stdout.write(listed())
      else if (flags.forget) process.stdout.write(forgotten(run))
      else context.code = await resume(run, flags, context)
    })
  return withReportOptions(command)
}

async function resume(run: string | undefined, flags: Flags, context: CommandContext): Promise<number> {
  const { head, exitCode, applying, resumeData } = readRun(run ?? lastRun())
  if (head.kind !== 'run') {
    throw new InputError(`\`${head.run}\` is a ${KIND_NAMES[head.kind]}: there is nothing to resume`, {
      hint: 'it changed nothing; `run resume --list` lists the runs of this directory',
    })
  }
  if (exitCode === 0) {
    throw new InputError(`the run ${head.run} is complete: there is nothing to resume`, {
      hint: 'run its playbook to check the hosts again; `run resume --list` lists the earlier runs of this directory',
    })
  }
  if (head.options === undefined) {
    throw new InputError(`the options of the run ${head.run} include a secret, so they were not saved`, {
      hint: 'run its playbook again; put the secret in `secrets/`, or in a file given as `-e @FILE`',
    })
  }
  const kept = checked(head.options, storedOptionsSchema, `the journal of the run ${head.run}`)
  const lock = acquireRunLock(journalFolder(), head.run)
  try {
    return await resumeRun({ head, applying, resumeData, kept, elsewhere: lock.elsewhere }, flags, context)
  } finally {
    lock.release()
  }
}

/** The run to resume. This process holds its lock. */
interface ResumedRun extends Pick<RunRecord, 'head' | 'resumeData' | 'applying'> {
  readonly kept: StoredOptions
  /** The process on another machine that held the lock, and may still be running; undefined if there is none. */
  readonly elsewhere: string | undefined
}

async function resumeRun(
  { head, applying, resumeData, kept, elsewhere }: ResumedRun,
  flags: Flags,
  context: CommandContext,
): Promise<number> {
  changeDirectory(head.cwd, 'the run was started')
  const isKept = ({ kind }: { readonly kind: string }): boolean => kind === 'done' || !flags.repeat
  const actions = Object.entries(resumeData.actions).map(([host, all]) => [host, all.filter(isKept)] as const)
  const options = {
    ...kept,
    ...(await passwordsOf(flags)),
    ...(flags.lockWait === undefined ? {} : { lockWait: flags.lockWait }),
    diff: flags.diff || kept.diff,
    // A run with `--step` is resumed with it: a task that the user declined must not be run without asking.
    ...(flags.step || kept.step ? { step: true } : {}),
    keys: keySources(flags),
    resumeData: { ...resumeData, actions: Object.fromEntries(actions) },
  }
  const reporter = await openReporter(flags, options.diff, options)
  if (elsewhere !== undefined)
    warn(reporter, `the run was started on another machine, and may still be running there: ${elsewhere}`)
  for (const { host, name, task } of applying)
    warn(reporter, `${host}: the run was interrupted during ${name} (${task})`)
  return runJournaled(context, reporter, {
    kind: 'run',
    options,
    run: (all, signal) => runPlaybooks(options, all, signal, undefined, context.masks),
  })
}

function lastRun(): string {
  for (const run of runsIn(process.cwd(), 'run')) return run
  throw new InputError('there is no journal of a run in this directory', {
    hint: 'change to the directory where the run was started, or give its id: `run resume RUN`',
  })
}

function listed(): string {
  const summaries = new RunSummaries(journalFolder())
  return [...runsIn(process.cwd(), 'run')].map(run => `${run}  ${outcomeIn(summaries, run)}\n`).join('')
}

function forgotten(run: string | undefined): string {
  return forgetPending(process.cwd(), run)
    .map(
      each => `the handler \`${each.handler}\` on ${each.host} is not pending any more (run ${each.run})\n`,
    )
    .join('')
}
