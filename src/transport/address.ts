import { InputError } from '../errors.ts'
import type { Target } from './spawn.ts'
import { faultInSshArgs } from './ssh-flags.ts'

/** The allowed characters of each value that ssh, sudo or a proxy command could misinterpret. */
const ALLOWED = {
  name: { pattern: /^[A-Za-z0-9_][A-Za-z0-9._:-]*$/, holds: 'letters, digits and `.`, `_`, `:`, `-`' },
  address: {
    // safety: an address cannot begin with a dash
    pattern: /^(?:[A-Za-z0-9_][A-Za-z0-9._-]*|[A-Fa-f0-9:]*:[A-Fa-f0-9:.]*(?:%[A-Za-z0-9][A-Za-z0-9._-]*)?)$/,
    holds: 'letters, digits and `.`, `_`, `-`, or is an IPv6 address',
  },
  folder: { pattern: /^\/[A-Za-z0-9._/@+-]*$/, holds: 'letters, digits and `/`, `.`, `_`, `@`, `+`, `-`' },
  // safety: a user name cannot begin with a dash
  user: { pattern: /^[A-Za-z0-9_][A-Za-z0-9._@+-]*$/, holds: 'letters, digits and `.`, `_`, `@`, `+`, `-`' },
} as const

/**
 * Refuses host names, addresses, users and ports that ssh or a shell could misinterpret: none may begin with a dash
 * or contain unusual characters. Throws InputError before any process is started.
 */
export function checkTarget(target: Target): void {
  for (const relay of target.relays ?? []) checkTarget(relay.target)
  const { name, address, user, port, become, connection, sshArgs } = target
  check(name, 'host name', name, ALLOWED.name)
  const isFolder = typeof connection === 'object' && address.startsWith('/')
  // safety: an address contains only allowed characters
  check(name, 'address', address, isFolder ? ALLOWED.folder : ALLOWED.address)
  // safety: a user name contains only allowed characters
  if (user !== undefined) check(name, 'user', user, ALLOWED.user)
  if (become) check(name, 'become_user', become.user, ALLOWED.user)
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new InputError(`the port \`${port}\` of ${name} is refused`, {
      hint: 'expected a number from 1 to 65535',
    })
  }
  if (typeof connection === 'object' && (connection[0] ?? '') === '') {
    throw new InputError(`the connection of ${name} has no command`, { hint: 'such as `docker exec -i web`' })
  }
  const fault = faultInSshArgs(sshArgs)
  if (fault !== undefined) {
    throw new InputError(`the ssh_args of ${name} are refused: ${fault}`, {
      hint: 'only ssh options for a session are allowed, such as `-o ProxyJump=bastion`',
    })
  }
  for (const [what, word] of wordsOf(target)) {
    // safety: arguments of ssh contain no control characters
    if (/[\0-\x1f\x7f]/.test(word))
      throw new InputError(`the ${what} of ${name} contains a control character`)
  }
}

function check(
  host: string,
  what: string,
  value: string,
  { pattern, holds }: { readonly pattern: RegExp; readonly holds: string },
): void {
  if (pattern.test(value) && value.length <= 255) return
  throw new InputError(`the ${what} \`${value}\` of ${host} is refused`, {
    hint: `it may contain ${holds}, and must not begin with a dash`,
  })
}

function wordsOf({
  connection,
  sshArgs,
  privateKeyFile,
  knownHostsFile,
  become,
}: Target): [string, string][] {
  return [
    ...(typeof connection === 'object'
      ? connection.map((word): [string, string] => ['connection', word])
      : []),
    ...sshArgs.map((word): [string, string] => ['ssh_args', word]),
    ...(become?.flags ?? []).map((word): [string, string] => ['become_flags', word]),
    ['private_key_file', privateKeyFile ?? ''],
    ['known_hosts_file', knownHostsFile ?? ''],
  ]
}
