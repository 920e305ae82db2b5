import { Command } from 'commander'
import { escapeControl, jsonText, runPlaybooks } from '../../run.ts'
import { type HostFlags, hostOptionsOf, passwordsOf, withHostOptions } from '../options/host-options.ts'
import { textOrJsonOption } from '../options/output-options.ts'
import { type CommandContext, untilStopped } from './command-context.ts'

interface Flags extends HostFlags {
  readonly output: 'text' | 'json'
}

/** `run facts`: shows the facts of hosts. Exit code 2 if gathering failed on a host, 4 if a host was unreachable. */
export function factsCommand(context: CommandContext): Command {
  const command = new Command('facts')
    .description('Show the facts of hosts: their system, network, memory, and so on.')
    .argument('<pattern>', 'hosts or groups, such as `web`, `web:!web2`, `all`')
    .argument('[names...]', 'only these facts; `*` matches any text, and `ansible_` may be omitted')
    .addOption(textOrJsonOption())
    .addHelpText(
      'after',
      "\nExamples:\n  run facts web1\n  run facts all distribution_version\n  run facts web 'mem*' default_ipv4 -o json",
    )
    .action(async (pattern: string, names: string[], flags: Flags) => {
      context.code = await act(pattern, names, flags, context)
    })
  return withHostOptions(command)
}

async function act(
  hosts: string,
  names: readonly string[],
  flags: Flags,
  context: CommandContext,
): Promise<number> {
  const { chooseFacts, collectFacts, showFacts } = await import('../../report/gathered-facts.ts')
  const options = {
    ...hostOptionsOf(flags, { check: false, diff: false }),
    ...(await passwordsOf(flags)),
    adHoc: { hosts, type: 'setup', params: [] },
  }
  const collected = collectFacts(line => process.stderr.write(`${escapeControl(line)}\n`))
  const code = await untilStopped(context, collected, signal =>
    runPlaybooks(options, collected, signal, undefined, context.masks),
  )
  const facts = chooseFacts(collected.facts(), names)
  if (flags.output === 'json') process.stdout.write(`${jsonText({ hosts: Object.fromEntries(facts) }, 2)}\n`)
  else if (facts.size > 0) process.stdout.write(`${showFacts(facts)}\n`)
  return code
}
