import { Command } from 'commander'
import { InputError } from '../../errors.ts'

/** `run relay`: holds ssh sessions for a controller, which has started this command over ssh. */
export function relayCommand(): Command {
  return new Command('relay')
    .description(
      'Hold connections to hosts for a run on another machine, which starts this command over ssh.',
    )
    .addHelpText(
      'after',
      '\nA host whose variable `relay` names this machine is reached through it. See `docs/relays.md`.',
    )
    .action(async () => {
      if (process.stdin.isTTY)
        throw new InputError('`run relay` is started by a run on another machine', {
          hint: 'set `relay: NAME` in the inventory, for hosts that are reached through the host NAME',
        })
      const { serveRelay } = await import('../../relay/serve.ts')
      await serveRelay(process.stdin, process.stdout, message => process.stderr.write(`${message}\n`))
    })
}
