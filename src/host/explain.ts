import { UnreachableError } from '../errors.ts'
import type { Target } from './connection.ts'

/** What is known to go wrong before a shell answers, by what ssh and sudo say, and what to do about it. */
const CAUSES: readonly [RegExp, string, string][] = [
  [
    /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|No .* host key is known/i,
    'its host key is not the known one',
    'compare its fingerprint, then put the key into known_hosts',
  ],
  [
    /Could not resolve hostname|Name or service not known/i,
    'its name does not resolve',
    'set `address` in the inventory',
  ],
  [/Connection refused/i, 'the connection was refused', 'is sshd running there, and on this port?'],
  [
    /Connection timed out|Operation timed out|timed out/i,
    'nothing answered in time',
    'is the host up, and is a firewall in between?',
  ],
  [
    /No route to host|Network is unreachable/i,
    'there is no route to it',
    'check the address and the network',
  ],
  [
    /Too many authentication failures|Permission denied/i,
    'it let nobody in',
    'check the user, the key, or give a password with `-k`',
  ],
  [
    /a password is required|no password was provided/i,
    'sudo needs a password',
    'give it with `-K`, or as `become_password` in a secret variable',
  ],
  [
    /incorrect password|Sorry, try again|Authentication failure/i,
    'sudo refused the password',
    'it was tried once; give the right one with `-K`',
  ],
  [
    /is not in the sudoers|not allowed to (execute|run)|may not run sudo/i,
    'the user may not use sudo',
    'allow it in sudoers, or log in as another user',
  ],
  [
    /must have a tty|requiretty/i,
    'its sudo wants a terminal',
    'remove `requiretty` from its sudoers for this user',
  ],
  [
    /(sudo|doas|su): (command )?not found|exec: (sudo|doas|su)/i,
    'it has no such command to become another user',
    'install it, or log in as that user',
  ],
  [
    /password .*expired|account .*expired|must change your password/i,
    'the password or account is expired',
    'renew it there',
  ],
  [
    /kex_exchange_identification|Connection (closed|reset) by/i,
    'it closed the connection at once',
    'sshd may be at its MaxStartups, or refuse this address',
  ],
]

/** The same loss, said with host, address, port and user, its cause where it is a known one, and what to do next. */
export function explainLoss(target: Target, error: UnreachableError, prompt: string): UnreachableError {
  const said = error.message.replaceAll(prompt, '')
  const known = CAUSES.find(([pattern]) => pattern.test(said))
  const who = target.user === undefined ? '' : ` as ${target.user}`
  const where = target.connection === 'ssh' ? ` (${target.address}, port ${target.port ?? 22}${who})` : ''
  const reason = known?.[1] ?? 'the session did not give a POSIX shell'
  const words = said.replace(/^the connection to \S+ was lost:?\s*/, '').trim()
  return new UnreachableError(`${target.name}${where}: ${reason}${words ? `: ${words}` : ''}`, {
    hint: known?.[2] ?? `try it by hand: ssh ${target.address} true`,
    cause: error,
  })
}
