import { Command } from 'commander'
import { type RunOptions, runPlaybooks } from '../../run.ts'
import { type HostFlags, hostOptionsOf, passwordsOf, withHostOptions } from '../options/host-options.ts'
import { outputOption } from '../options/output-options.ts'
import type { Output } from '../options/outputs.ts'
import type { CommandContext } from './command-context.ts'
import { runJournaled } from './journaled.ts'
import { openReporter } from './open-reporter.ts'

interface Flags extends HostFlags {
  readonly check: boolean
  readonly diff: boolean
  readonly output?: readonly Output[]
}

/** `run task`: runs one task on hosts, as if it were the only one of a playbook. */
export function taskCommand(context: CommandContext): Command {
  const command = new Command('task')
    .description('Run one task on hosts, without a playbook.')
    .argument('<pattern>', 'hosts or groups, such as `web`, `web:!web2`, `all`')
    .argument('<type>', 'a task type: `run doc` lists them')
    .argument('[params...]', 'params as key=value, a map in YAML, or the text of a command')
    .option('-C, --check', 'dry run: report what would change, but change nothing', false)
    .option('-D, --diff', 'show the differences', false)
    .addOption(outputOption())
    .addHelpText(
      'after',
      "\nExamples:\n  run task web package name=nginx state=present -b --check\n  run task all copy content='hello world' dest=/etc/motd -b --diff\n  run task db shell 'pg_dump app > /tmp/app.sql' creates=/tmp/app.sql",
    )
    .action(async (hosts: string, type: string, params: string[], flags: Flags) => {
      context.code = await act({ hosts, type, params }, flags, context)
    })
  return withHostOptions(command)
}

async function act(
  adHoc: { readonly hosts: string; readonly type: string; readonly params: readonly string[] },
  flags: Flags,
  context: CommandContext,
): Promise<number> {
  const options = { ...hostOptionsOf(flags, flags), ...(await passwordsOf(flags)) }
  return runTaskOnHosts(options, adHoc, flags, context)
}

/** Runs one task on hosts, reports it and writes a journal; returns the exit code. */
export async function runTaskOnHosts(
  given: RunOptions,
  adHoc: NonNullable<RunOptions['adHoc']>,
  shown: Parameters<typeof openReporter>[0],
  context: CommandContext,
): Promise<number> {
  const options = { ...given, adHoc }
  const reporter = await openReporter(shown, options.diff, options)
  return runJournaled(context, reporter, {
    kind: options.check ? 'dry-run' : 'run',
    options,
    run: (all, signal) => runPlaybooks(options, all, signal, undefined, context.masks),
  })
}
