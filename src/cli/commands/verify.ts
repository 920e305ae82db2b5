import { Command, Option } from 'commander'
import { warningText } from '../../report/warning-text.ts'
import {
  collectDrift,
  type HostDrift,
  junitOf,
  makeStyle,
  type Reporter,
  runPlaybooks,
  showDrift,
  takesColour,
  tellAll,
} from '../../run.ts'
import { passwordsOf } from '../options/host-options.ts'
import { optionsOf, type RunFlags, withRunOptions } from '../options/run-options.ts'
import type { CommandContext } from './command-context.ts'
import { runJournaled } from './journaled.ts'

interface Flags extends RunFlags {
  readonly output: 'text' | 'json' | 'junit'
}

/** `run verify`: how far hosts are from what playbooks describe. Exit code 0 all good, 3 some not; 2, 4 and 6 as of a run. */
export function verifyCommand(context: CommandContext): Command {
  const command = new Command('verify')
    .description('Report how hosts have drifted from what playbooks describe; changes nothing.')
    .argument('<file...>', 'playbooks, as named or below playbooks/')
    .addOption(
      new Option('-o, --output <kind>', 'output format').choices(['text', 'json', 'junit']).default('text'),
    )
    .action(async (files: string[], flags: Flags) => {
      const options = {
        ...optionsOf(files, flags, { check: true, diff: true }),
        ...(await passwordsOf(flags)),
      }
      const drift = collectDrift()
      const all = tellAll(warnOnStderr(), drift)
      const code = await runJournaled(context, all, {
        kind: 'verify',
        options,
        run: (each, signal) => runPlaybooks(options, each, signal, undefined, context.masks),
      })
      const hosts = drift.hosts()
      process.stdout.write(shown(hosts, flags.output))
      context.code = code === 0 && hosts.some(({ state }) => state !== 'good') ? 3 : code
    })
  return withRunOptions(command)
}

/** What the report is printed of at the end has no place for them. */
function warnOnStderr(): Reporter {
  return {
    event: event => {
      if (event.type === 'warning') process.stderr.write(`${warningText(event)}\n`)
    },
    close: async () => {},
  }
}

function shown(hosts: readonly HostDrift[], output: Flags['output']): string {
  if (output === 'json') return `${JSON.stringify({ hosts }, null, 2)}\n`
  return output === 'junit' ? junitOf(hosts) : showDrift(hosts, makeStyle(takesColour(process.stdout)))
}
