import { Command } from 'commander'
import { makeStyle, type RunOptions, runPlaybooks, takesColour } from '../../run.ts'
import { type HostFlags, hostOptionsOf, passwordsOf, withHostOptions } from '../options/host-options.ts'
import { textOrJsonOption } from '../options/output-options.ts'
import { type CommandContext, untilStopped } from './command-context.ts'

interface Flags extends HostFlags {
  readonly output: 'text' | 'json'
}

/** Shown if an option of `run exec` is wrong: usually it is meant for the command. */
const BEHIND_DASHES =
  '  hint: write the command and its options after `--`: run exec PATTERN -- COMMAND OPTIONS…\n'

/**
 * `run exec`: runs a command on hosts. Exit code 2 if it failed on a host, 4 if a host was unreachable, 6 for both.
 */
export function execCommand(context: CommandContext): Command {
  const command = new Command('exec')
    .description('Run a command on hosts, and show its output. Hosts with the same output are grouped.')
    .argument('<pattern>', 'hosts or groups, such as `web`, `web:!web2`, `all`')
    .argument('<command...>', 'a shell command line as one argument, or a program and its arguments')
    .addOption(textOrJsonOption())
    .configureOutput({
      outputError: (text, write) => write(/\boption\b/.test(text) ? `${text}${BEHIND_DASHES}` : text),
    })
    .addHelpText(
      'after',
      "\nThe command is never rendered: `{{` has no special meaning in it.\n\nExamples:\n  run exec all -- uptime\n  run exec web -b -- 'journalctl -u nginx | tail -n 5'\n  run exec web -- grep -r 'old name' /etc/nginx",
    )
    .action(async (pattern: string, words: string[], flags: Flags) => {
      context.code = await act(pattern, words, flags, context)
    })
  return withHostOptions(command)
}

async function act(
  pattern: string,
  words: readonly string[],
  flags: Flags,
  context: CommandContext,
): Promise<number> {
  const options = { ...hostOptionsOf(flags, { check: false, diff: false }), ...(await passwordsOf(flags)) }
  return runCommandOnHosts({ options, pattern, words, isJson: flags.output === 'json' }, context)
}

/** A command, the hosts that run it, and the options of the run. */
interface CommandOnHosts {
  readonly options: RunOptions
  readonly pattern: string
  /** One word is a shell command line; several are a program and its arguments. */
  readonly words: readonly string[]
  readonly isJson: boolean
}

/** Runs a command on hosts and shows its output; returns the exit code. */
export async function runCommandOnHosts(
  { options, pattern, words, isJson }: CommandOnHosts,
  context: CommandContext,
): Promise<number> {
  const { reportCommand } = await import('../../report/command-results.ts')
  const [first = ''] = words
  const task =
    words.length === 1
      ? { type: 'shell', params: { cmd: first } }
      : { type: 'command', params: { argv: words, expand_argument_vars: false } }
  const reporter = reportCommand({
    stdout: text => process.stdout.write(text),
    stderr: text => process.stderr.write(text),
    isLive: process.stdout.isTTY === true,
    isJson,
    style: makeStyle(takesColour(process.stdout)),
  })
  return untilStopped(context, reporter, signal =>
    runPlaybooks(
      { ...options, adHoc: { hosts: pattern, ...task } },
      reporter,
      signal,
      undefined,
      context.masks,
    ),
  )
}
