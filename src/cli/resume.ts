import { Command } from 'commander'
import { InputError } from '../errors.ts'
import { type RunRecord, readRun, runsIn } from '../journal/read.ts'
import { chooseReporter, runPlaybooks } from '../run.ts'
import type { Ending } from './ending.ts'
import { type KeptOptions, runJournaled } from './journaled.ts'
import { type KeyFlags, keySources } from './key-options.ts'
import { passwordsOf, type ReportFlags, withReportOptions } from './run-options.ts'

interface Flags extends ReportFlags, KeyFlags {
  readonly list: boolean
  readonly repeat: boolean
  readonly lockWait?: number
}

/** `run resume`: takes up a run that was cut off, interrupted, or failed. */
export function resumeCommand(ending: Ending): Command {
  const command = new Command('resume')
    .description('Take up a run that was cut off, interrupted or failed: what it did is not done again.')
    .argument('[run]', 'its id (default: the last one that was begun in this directory)')
    .option('--list', 'list the runs that were begun in this directory', false)
    .option(
      '--repeat',
      'do again also what was under way when it ended, of which nothing tells whether it was done',
      false,
    )
    .action(async (run: string | undefined, flags: Flags) => {
      if (flags.list) process.stdout.write(listed())
      else ending.code = await resume(run, flags, ending)
    })
  return withReportOptions(command)
}

async function resume(run: string | undefined, flags: Flags, ending: Ending): Promise<number> {
  const record = run === undefined ? lastRun() : readRun<KeptOptions>(run)
  const { head, exitCode, underWay, legacy } = record
  if (exitCode === 0) {
    throw new InputError(`the run ${head.run} is done: there is nothing to take up`, {
      hint: 'run its playbook again to look at the hosts anew',
    })
  }
  if (head.options === undefined) {
    throw new InputError(`a secret is among the options of the run ${head.run}, so they were not kept`, {
      hint: 'run its playbook again; keep the secret in `secrets/`, or in a file that is given as `-e @FILE`',
    })
  }
  enter(head.cwd)
  const isKept = ({ kind }: { readonly kind: string }): boolean => kind === 'done' || !flags.repeat
  const actions = Object.entries(legacy.actions).map(([host, all]) => [host, all.filter(isKept)] as const)
  const options = {
    ...head.options,
    ...(await passwordsOf(flags)),
    ...(flags.lockWait === undefined ? {} : { lockWait: flags.lockWait }),
    diff: flags.diff || head.options.diff,
    keys: keySources(flags),
    legacy: { ...legacy, actions: Object.fromEntries(actions) },
  }
  const reporter = await chooseReporter(flags.output ?? (process.stdout.isTTY ? 'tree' : 'lines'), {
    stream: process.stdout,
    verbosity: flags.verbose,
    showDiff: options.diff,
  })
  const say = (message: string): void =>
    reporter.event({ type: 'warning', time: new Date().toISOString(), message })
  for (const { host, name, task } of underWay)
    say(`${host}: the run ended in the middle of ${name} (${task})`)
  return runJournaled(ending, options, reporter, (all, signal) =>
    runPlaybooks(options, all, signal, undefined, ending.masks),
  )
}

function lastRun(): RunRecord<KeptOptions> {
  for (const record of runsIn<KeptOptions>(process.cwd())) return record
  throw new InputError('no run was begun in this directory, of which there is a journal', {
    hint: 'go to where it was begun, or name it: `run resume RUN`',
  })
}

/** Its paths are meant from there. */
function enter(directory: string): void {
  try {
    process.chdir(directory)
  } catch (cause) {
    throw new InputError(`the run was begun in ${directory}, and that is not there`, { cause })
  }
}

function listed(): string {
  const lines = [...runsIn<KeptOptions>(process.cwd())].map(({ head, exitCode, troubled }) => {
    const end = exitCode === undefined ? 'cut off' : exitCode === 0 ? 'done' : `exit code ${exitCode}`
    const hosts = troubled.length === 0 ? '' : `  ${troubled.join(', ')}`
    return `${head.run}  ${end.padEnd(13)}  ${head.options?.playbooks.join(' ') ?? ''}${hosts}\n`
  })
  return lines.join('')
}
