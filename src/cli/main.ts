import { Command, CommanderError, Help, type HelpConfiguration } from 'commander'
import { Masks } from '../run.ts'
import { convertCommand } from './commands/convert.ts'
import { configCommand } from './commands/config.ts'
import { docCommand } from './commands/doc.ts'
import { execCommand } from './commands/exec.ts'
import { factsCommand } from './commands/facts.ts'
import { hostsCommand } from './commands/hosts.ts'
import { logsCommand } from './commands/logs.ts'
import { newCommand } from './commands/new.ts'
import { applyCommand, planCommand, showCommand } from './commands/plan.ts'
import { playbookCommand } from './commands/playbook.ts'
import { printError } from './commands/print-error.ts'
import { resumeCommand } from './commands/resume.ts'
import { schemaCommand } from './commands/schema.ts'
import { secretCommand } from './commands/secret.ts'
import { taskCommand } from './commands/task.ts'
import { verifyCommand } from './commands/verify.ts'
import { applyConfig } from './options/config.ts'

/** That nothing is given by default needs no word. */
const HELP: HelpConfiguration = {
  optionDescription: option => {
    const { defaultValue, description } = option
    const isNothing = defaultValue === false || (Array.isArray(defaultValue) && defaultValue.length === 0)
    return isNothing ? description : new Help().optionDescription(option)
  },
}

/** Runs the command line; gives the exit code and never throws. `exitAtOnce` is for a second Ctrl-C. */
export async function main(
  words: readonly string[],
  version: string,
  exitAtOnce: (code: number) => void,
): Promise<number> {
  const context = { code: 0, exitAtOnce, masks: new Masks() }
  const program = new Command('run')
    .description('Brings hosts to the state described in playbooks.')
    .version(version, '-V, --version')
    .showHelpAfterError('(see `run --help`)')
    .addCommand(playbookCommand(context))
    .addCommand(execCommand(context))
    .addCommand(taskCommand(context))
    .addCommand(factsCommand(context))
    .addCommand(docCommand())
    .addCommand(planCommand(context))
    .addCommand(showCommand(context))
    .addCommand(applyCommand(context))
    .addCommand(resumeCommand(context))
    .addCommand(logsCommand())
    .addCommand(hostsCommand(context))
    .addCommand(verifyCommand(context))
    .addCommand(secretCommand(context))
    .addCommand(convertCommand(context))
    .addCommand(newCommand())
    .addCommand(schemaCommand())
    .addCommand(configCommand())
    .hook('preAction', (_, command) => applyConfig(command))
    .exitOverride()
  for (const command of program.commands) {
    command.configureHelp(HELP).exitOverride().showHelpAfterError(`(see \`run ${command.name()} --help\`)`)
    for (const part of command.commands)
      part
        .configureHelp(HELP)
        .exitOverride()
        .showHelpAfterError(`(see \`run ${command.name()} ${part.name()} --help\`)`)
  }
  if (words.length === 0) {
    program.outputHelp({ error: true })
    return 1
  }
  const print = (error: unknown): void => printError(error, process.stderr, text => context.masks.mask(text))
  // Node would print it as it is, and what is in it may be secret.
  const onUncaught = (error: unknown): void => {
    print(error)
    exitAtOnce(1)
  }
  process.on('uncaughtException', onUncaught)
  try {
    await program.parseAsync([...words], { from: 'user' })
    return context.code
  } catch (error) {
    // Help and version end by an error without a fault; anything else that commander says is bad usage.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1
    print(error)
    return 1
  } finally {
    process.off('uncaughtException', onUncaught)
  }
}
