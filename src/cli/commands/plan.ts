import { Command } from 'commander'
import { readPlan, writePlan } from '../../plans/plan-file.ts'
import { applyPlan, makePlan, showPlan } from '../../plans/plans.ts'
import { jsonText, makeStyle, type Reporter, takesColour } from '../../run.ts'
import { passwordsOf } from '../options/host-options.ts'
import { type KeyFlags, keySources } from '../options/key-options.ts'
import { planOutputOption, textOrJsonOption } from '../options/output-options.ts'
import type { Output } from '../options/outputs.ts'
import {
  optionsOf,
  type ReportFlags,
  type RunFlags,
  withReportOptions,
  withRunOptions,
} from '../options/run-options.ts'
import type { CommandContext } from './command-context.ts'
import { changeDirectory } from './enter.ts'
import { runJournaled } from './journaled.ts'
import { openReporter } from './open-reporter.ts'

interface PlanFlags extends RunFlags {
  readonly out: string
  readonly diff: boolean
  readonly output?: readonly Output[]
}

/** `run plan`: makes a dry run, and saves its changes in a file. */
export function planCommand(context: CommandContext): Command {
  const command = new Command('plan')
    .description('Save the changes that a run would make as a plan; `run apply` applies exactly that plan.')
    .argument('<file...>', 'paths of playbooks; they are also searched for in playbooks/')
    .requiredOption('--out <file>', 'file to write the plan to')
    .option('-D, --diff', 'show the differences', false)
    .addOption(planOutputOption())
    .addHelpText(
      'after',
      '\nExample:\n  run plan site.yml --out site.plan && run show site.plan && run apply site.plan',
    )
    .action(async (files: string[], flags: PlanFlags) => {
      const options = {
        ...optionsOf(files, flags, { check: true, diff: true }),
        ...(await passwordsOf(flags)),
      }
      const reporter = await openReporter(flags, flags.diff, options, 'lines')
      const run = async (all: Reporter, signal: AbortSignal): Promise<number> => {
        const { exitCode, plan } = await makePlan(options, all, signal, context.masks)
        if (exitCode === 0) writePlan(flags.out, plan)
        return exitCode
      }
      context.code = await runJournaled(context, reporter, { kind: 'plan', options, run })
    })
  return withRunOptions(command)
}

/** `run show`: shows a saved plan, as text or JSON. */
export function showCommand(context: CommandContext): Command {
  return new Command('show')
    .description('Show a saved plan.')
    .argument('<plan>', 'a file that `run plan` wrote')
    .addOption(textOrJsonOption())
    .action((file: string, { output }: { readonly output: string }) => {
      const plan = readPlan(file)
      const text =
        output === 'json' ? `${jsonText(plan, 2)}\n` : showPlan(plan, makeStyle(takesColour(process.stdout)))
      process.stdout.write(context.masks.mask(text))
    })
}

type ApplyFlags = ReportFlags & KeyFlags

/** `run apply`: applies exactly the changes of a saved plan. */
export function applyCommand(context: CommandContext): Command {
  const command = new Command('apply')
    .description('Apply a saved plan, unless hosts or files have changed since it was made.')
    .argument('<plan>', 'a file that `run plan` wrote')
    .action(async (file: string, flags: ApplyFlags) => {
      const plan = readPlan(file)
      changeDirectory(plan.cwd, 'the plan was made')
      const given = {
        ...(await passwordsOf(flags)),
        ...(flags.lockWait === undefined ? {} : { lockWait: flags.lockWait }),
        keys: keySources(flags),
      }
      const reporter = await openReporter(flags, flags.diff, plan.options)
      context.code = await runJournaled(context, reporter, {
        kind: 'run',
        options: { ...plan.options, approved: plan.tasks },
        run: (all, signal) => applyPlan(plan, given, all, signal, context.masks),
      })
    })
  return withReportOptions(command)
}
