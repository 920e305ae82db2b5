import { Command } from 'commander'
import { askOnTerminal } from '../../base/ask-on-terminal.ts'
import { InputError } from '../../errors.ts'
import { type ShownKey, showHostKeys, trustHostKeys } from '../../trust.ts'
import { type ReachFlags, reachOptionsOf, withReachOptions } from '../options/reach-options.ts'
import type { CommandContext } from './command-context.ts'
import { hostsViewCommands } from './hosts-view.ts'

/** `run hosts`: shows the inventory, and accepts ssh host keys. */
export function hostsCommand(context: CommandContext): Command {
  const trust = new Command('trust')
    .description('Show the fingerprints of ssh host keys, and accept new ones.')
    .argument('[pattern]', 'hosts or groups', 'all')
    .option('-y, --yes', 'accept without prompting (compare the fingerprints first)', false)
    .addHelpText(
      'after',
      '\nCompare each with the output of this command on the host: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
    )
    .action(async (pattern: string, flags: ReachFlags & { readonly yes: boolean }) => {
      context.code = await act(pattern, flags, context)
    })
  const hosts = new Command('hosts').description('Show the inventory, and manage known ssh host keys.')
  for (const view of hostsViewCommands(context)) hosts.addCommand(view)
  return hosts.addCommand(withReachOptions(trust))
}

async function act(
  pattern: string,
  flags: ReachFlags & { readonly yes: boolean },
  { masks }: CommandContext,
): Promise<number> {
  const keys = await showHostKeys(reachOptionsOf(flags), pattern, masks)
  if (keys.length === 0)
    throw new InputError(`Drover does not use ssh for any host that matches \`${pattern}\``)
  process.stdout.write(masks.mask(keys.map(shownLine).join('')))
  const fresh = keys.filter(shown => 'key' in shown && shown.key.state === 'new')
  if (fresh.length > 0) {
    const count = `${fresh.length} ${fresh.length === 1 ? 'key' : 'keys'}`
    if (!flags.yes && !(await isAgreed(`accept ${count}? [y/N] `)))
      throw new InputError('no key was accepted')
    await trustHostKeys(fresh)
    process.stdout.write(`${count} accepted\n`)
  }
  const isChanged = keys.some(shown => 'key' in shown && shown.key.state === 'changed')
  const isMissing = keys.some(shown => 'problem' in shown)
  return (isChanged ? 2 : 0) + (isMissing ? 4 : 0)
}

function shownLine(shown: ShownKey): string {
  if ('problem' in shown) return `${shown.host}  unreachable  ${shown.problem}\n`
  const { state, type, fingerprint } = shown.key
  const warning =
    state === 'changed'
      ? '  known_hosts has another key: find out why, then remove that one with `ssh-keygen -R`'
      : ''
  return `${shown.host}  ${state}  ${type}  ${fingerprint}${warning}\n`
}

async function isAgreed(question: string): Promise<boolean> {
  const answer = await askOnTerminal(question, { isShown: true })
  if (answer !== undefined) return /^y(es)?$/i.test(answer.trim())
  throw new InputError('there is no terminal to confirm these keys on', {
    hint: 'compare the fingerprints with those of the hosts, then run again with `--yes`',
  })
}
