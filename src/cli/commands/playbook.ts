import { Command } from 'commander'
import { InputError } from '../../errors.ts'
import { collectTasks } from '../../plans/saved-plan.ts'
import { combineReporters, listRun, runPlaybooks } from '../../run.ts'
import { passwordsOf } from '../options/host-options.ts'
import { outputOption } from '../options/output-options.ts'
import type { Output } from '../options/outputs.ts'
import { optionsOf, type RunFlags, STEP, withRunOptions } from '../options/run-options.ts'
import type { CommandContext } from './command-context.ts'
import { runJournaled } from './journaled.ts'
import { openReporter } from './open-reporter.ts'
import { printWarnings } from './print-error.ts'
import { showListing } from './show-listing.ts'

interface Flags extends RunFlags {
  readonly check: boolean
  readonly diff: boolean
  readonly exitCode: boolean
  readonly step: boolean
  readonly listHosts: boolean
  readonly listTasks: boolean
  readonly listTags: boolean
  readonly syntaxCheck: boolean
  readonly output?: readonly Output[]
}

/** `run playbook`: runs playbooks. Sets the exit code in the context. */
export function playbookCommand(context: CommandContext): Command {
  const command = new Command('playbook')
    .description('Run playbooks: bring their hosts to the described state.')
    .argument('<file...>', 'paths of playbooks, also searched for in playbooks/; `-` is standard input')
    .option('-C, --check', 'dry run: report what would change, but change nothing', false)
    .option('-D, --diff', 'show the differences', false)
    .option(
      '--exit-code',
      'with --check: exit with 3 if something would change or cannot be predicted',
      false,
    )
    .option(...STEP)
    .option('--list-hosts', 'list the hosts of the plays', false)
    .option('--list-tasks', 'list the tasks', false)
    .option('--list-tags', 'list the tags', false)
    .option('--syntax-check', 'check everything that can be checked without contacting any host', false)
    .addOption(outputOption())
    .addHelpText(
      'after',
      '\nExamples:\n  run playbook site.yml --check --diff\n  run playbook site.yml --limit web2 --tags config\n  run playbook -i production/ -K -b site.yml\n  run playbook - < site.yml',
    )
    .action(async (files: string[], flags: Flags) => {
      context.code = await act(files, flags, context)
    })
  return withRunOptions(command)
}

async function act(files: readonly string[], flags: Flags, context: CommandContext): Promise<number> {
  const { listHosts, listTasks, listTags, syntaxCheck, check, diff, step } = flags
  if (flags.exitCode && !check) throw new InputError('`--exit-code` requires `--check`')
  if (listHosts || listTasks || listTags || syntaxCheck) {
    const listed = await listRun(optionsOf(files, flags, flags), context.masks, { isThorough: syntaxCheck })
    const { listings, withoutHosts, unmatched, ofTasks } = listed
    const others = [...withoutHosts, ...unmatched]
    if (syntaxCheck) printWarnings({ others, ofTasks }, process.stderr, text => context.masks.mask(text))
    process.stdout.write(context.masks.mask(showListing(listings, { listHosts, listTasks, listTags })))
    return 0
  }
  const options = {
    ...optionsOf(files, flags, { check, diff }),
    ...(step ? { step } : {}),
    ...(await passwordsOf(flags)),
  }
  const reporter = await openReporter(flags, diff, options)
  const drift = collectTasks()
  const code = await runJournaled(context, combineReporters(reporter, drift), {
    kind: check ? 'dry-run' : 'run',
    options,
    run: (all, signal) => runPlaybooks(options, all, signal, undefined, context.masks),
  })
  // If no host was checked, it is not known whether hosts are as described.
  const hasDrift = drift.hosts.size === 0 || drift.tasks.some(({ status }) => status !== 'ok')
  return code === 0 && flags.exitCode && hasDrift ? 3 : code
}
