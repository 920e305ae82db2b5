import { Command, Help, type HelpConfiguration } from 'commander'
import type { CommandContext } from './commands/command-context.ts'
import { completionCommand } from './commands/completion.ts'
import { configCommand } from './commands/config.ts'
import { consoleCommand } from './commands/console.ts'
import { convertCommand } from './commands/convert.ts'
import { docCommand } from './commands/doc.ts'
import { execCommand } from './commands/exec.ts'
import { factsCommand } from './commands/facts.ts'
import { hostsCommand } from './commands/hosts.ts'
import { lintCommand } from './commands/lint.ts'
import { logsCommand } from './commands/logs.ts'
import { newCommand } from './commands/new.ts'
import { applyCommand, planCommand, showCommand } from './commands/plan.ts'
import { playbookCommand } from './commands/playbook.ts'
import { relayCommand } from './commands/relay.ts'
import { reportCommand } from './commands/report.ts'
import { resumeCommand } from './commands/resume.ts'
import { roleCommand } from './commands/role.ts'
import { schemaCommand } from './commands/schema.ts'
import { secretCommand } from './commands/secret.ts'
import { taskCommand } from './commands/task.ts'
import { verifyCommand } from './commands/verify.ts'
import { versionCommand } from './commands/version.ts'
import { applyConfig } from './options/config.ts'

/** Leaves out defaults that mean "nothing" from the help of options. */
const HELP: HelpConfiguration = {
  // With its arguments, the first column would leave no room for the second in 80 columns.
  subcommandTerm: command => command.name(),
  optionDescription: option => {
    const { defaultValue, description } = option
    const isNothing = defaultValue === false || (Array.isArray(defaultValue) && defaultValue.length === 0)
    return isNothing ? description : new Help().optionDescription(option)
  },
}

/**
 * Returns the command line with all its commands. The code of a command, except for its options, is loaded when the
 * command is called.
 */
export function buildProgram(context: CommandContext, version: string): Command {
  const groups: Readonly<Record<string, readonly Command[]>> = {
    'Change hosts:': [
      playbookCommand(context),
      taskCommand(context),
      execCommand(context),
      consoleCommand(context),
    ],
    'Plan and resume:': [
      planCommand(context),
      showCommand(context),
      applyCommand(context),
      resumeCommand(context),
      logsCommand(),
      reportCommand(),
    ],
    'Look:': [verifyCommand(context), factsCommand(context), hostsCommand(context), docCommand()],
    'Projects:': [
      newCommand(),
      lintCommand(context),
      roleCommand(),
      convertCommand(context),
      secretCommand(context),
      configCommand(),
      schemaCommand(),
    ],
    'Drover itself:': [relayCommand(), completionCommand(), versionCommand(version)],
  }
  const program = new Command('run')
    .description('Brings hosts to the state described in playbooks.')
    .version(version, '-V, --version')
    .configureHelp(HELP)
    .showHelpAfterError('(see `run --help`)')
    .hook('preAction', (_, command) => applyConfig(command))
    .addHelpCommand(
      new Command('help')
        .argument('[command]')
        .description('Show the help of a command.')
        .helpGroup('Drover itself:'),
    )
    .exitOverride()
  for (const [title, commands] of Object.entries(groups)) {
    program.commandsGroup(title)
    for (const command of commands) program.addCommand(withHelp(command, program.name()))
  }
  return program
}

/** Makes the errors of a command, and of its subcommands, name its own help. */
function withHelp(command: Command, above: string): Command {
  const name = `${above} ${command.name()}`
  for (const part of command.commands) withHelp(part, name)
  return command.configureHelp(HELP).exitOverride().showHelpAfterError(`(see \`${name} --help\`)`)
}
