import type { Target } from './spawn.ts'

/**
 * Whether another attempt can help: `crowded` yes, with growing pauses; `refused` never with the same settings; `no
 * socket` without a persistent connection; `relay lost` over another relay.
 */
export type ConnectionErrorKind = 'crowded' | 'refused' | 'no socket' | 'relay lost' | 'other'

/** A known error message of a program that opens connections: what it means, and what to do about it. */
export interface Cause {
  readonly when: RegExp
  readonly reason: string
  readonly hint: string
  readonly kind?: ConnectionErrorKind
  readonly missingUser?: string
}

/** Returns the known error messages of ssh and sshd, with what they mean. */
export function connectionCauses({
  name,
  connection,
  address,
  port,
  user,
  password,
  passphrase,
  privateKeyFile,
  connectTimeout,
}: Target): Cause[] {
  if (connection !== 'ssh') return []
  const keyFile = privateKeyFile === undefined ? '' : ` \`${privateKeyFile}\``
  const refusedKey = passphrase
    ? 'it refused the key, or its passphrase is wrong'
    : 'it accepted none of our keys'
  const scan = `ssh-keyscan -p ${port ?? 22} ${address} | ssh-keygen -lf -`
  return [
    {
      when: /exec: ssh: not found|ssh: not found/i,
      reason: 'the controller has no ssh',
      hint: 'install the OpenSSH client',
    },
    {
      // Only the last lines of ssh's long warning are kept.
      when: /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for .* has changed/i,
      reason: 'its host key differs from the known one: nothing was sent',
      hint: `find out why; if the new key is correct, replace it in known_hosts after comparing \`${scan}\``,
      kind: 'refused',
    },
    {
      when: /Host key verification failed|No .* host key is known/i,
      reason: 'its host key is unknown: nothing was sent',
      hint: `\`run hosts trust ${name}\` shows its fingerprint and accepts it; compare it with \`ssh-keygen -lf\` on the host`,
      kind: 'refused',
    },
    {
      when: /Password change required|password has expired|must change your password|account has expired|Your account/i,
      reason: 'its password or account has expired',
      hint: 'log in manually and renew it',
      kind: 'refused',
    },
    {
      when: /(?:^|lost: )(?:ssh|socket|pipe|ssh_\w+|fork|mux\w*)\b.*(?:Too many open files|Resource temporarily unavailable)/im,
      reason: 'the controller has reached a limit',
      hint: 'raise it before the run (`ulimit -n 8192`, `ulimit -u`), or split the run with `--limit`',
    },
    {
      when: /UNPROTECTED PRIVATE KEY|bad permissions/i,
      reason: `ssh ignores the key${keyFile}, because other users can read its file`,
      hint: `\`chmod 600 ${privateKeyFile ?? 'FILE'}\``,
      kind: 'refused',
    },
    {
      when: /Load key .*(?:invalid format|error in libcrypto|unknown or unsupported key type)/i,
      reason: `ssh cannot read the key${keyFile}`,
      hint: 'it must be a private key of OpenSSH, one that `ssh-keygen -y -f FILE` can read',
      kind: 'refused',
    },
    {
      when: /incorrect passphrase/i,
      reason: passphrase
        ? `the passphrase of the key${keyFile} is wrong`
        : `the key${keyFile} needs its passphrase`,
      hint: 'give it as a secret `private_key_passphrase`, or add the key to an ssh-agent',
      kind: 'refused',
    },
    {
      when: /Too many logins/i,
      reason: 'the user has too many logins on the host',
      hint: 'see `maxlogins` in /etc/security/limits.conf on the host',
      kind: 'crowded',
    },
    {
      when: /System is (?:booting up|going down)|nologin/i,
      reason: 'it allows no logins at the moment',
      hint: 'it is booting or shutting down: /etc/nologin exists',
      kind: 'crowded',
    },
    {
      when: FORK,
      reason: 'it could not start a process for the session',
      hint: 'the host has reached a limit of this login (`ulimit -u`, /etc/security/limits.conf), or lacks memory',
    },
    {
      when: /Too many authentication failures/i,
      reason: 'too many keys were offered',
      hint: 'set the right key as `private_key_file`, with `-o IdentitiesOnly=yes` in `ssh_args`',
      kind: 'refused',
    },
    {
      when: /Permission denied/i,
      reason: password ? 'it refused the password, which was tried once' : refusedKey,
      hint: password
        ? 'check the user and the password (`-k`)'
        : `check the user${user === undefined ? '' : ` \`${user}\``} and the key, or give a password with \`-k\``,
      kind: 'refused',
    },
    {
      when: /no mutual|Unable to negotiate|no matching/i,
      reason: 'it supports none of the algorithms that the local ssh allows',
      hint: 'allow one in `~/.ssh/config` for this host, or upgrade its sshd',
      kind: 'refused',
    },
    {
      when: /Bad configuration option|Bad owner or permissions|terminating, \d+ bad/i,
      reason: 'the local ssh rejects its configuration',
      hint: 'fix the file that it names',
    },
    {
      when: /Could not resolve hostname|Name or service not known|Temporary failure in name resolution/i,
      reason: 'its name does not resolve',
      hint: 'set `address` in the inventory, or `ansible_host` in an inventory of Ansible',
    },
    {
      when: /unix_listener|muxserver_listen|mux listener|ControlPath too long|cannot bind to path/i,
      reason: 'ssh cannot create the socket of a persistent connection',
      hint: 'run with `--no-persist`',
      kind: 'no socket',
    },
    {
      when: /open failed|stdio forwarding failed|Connection (?:closed|reset) by UNKNOWN port 65535/i,
      reason: 'its jump host could not reach it',
      hint: 'try the connection manually from the jump host',
    },
    {
      when: /Connection refused/i,
      reason: 'the connection was refused',
      hint: 'is sshd running there, and on this port?',
    },
    {
      when: /timed out|no shell within/i,
      reason: `no response within ${connectTimeout} s`,
      hint: 'is the host up? Is there a firewall in between?',
    },
    {
      when: /No route to host|Network is unreachable|Host is down/i,
      reason: 'there is no route to it',
      hint: 'check the address and the network',
    },
    // Must come after the messages of a jump host: from behind one, ssh sees only that the connection was closed.
    {
      when: /kex_exchange_identification|ssh_exchange_identification|connect to host \S+ port \d+: Connection reset|Exceeded MaxStartups|Not allowed at this time/i,
      reason: 'it closed the connection at once',
      hint: 'its sshd may have reached MaxStartups, or may be refusing this address temporarily',
      kind: 'crowded',
    },
    {
      when: /Connection (?:closed|reset)|Broken pipe/i,
      reason: 'it closed the connection',
      hint: 'see its sshd log for why',
    },
  ]
}

/** The messages of a shell or sshd that cannot start a process. */
const FORK =
  /(?:cannot|can't|unable to) fork|fork: (?:retry: )?(?:Resource temporarily unavailable|Cannot allocate)|fork failed: (?:Resource temporarily unavailable|Cannot allocate)|Cannot allocate memory/i

/** The cause if ssh printed no error: the other side reset the connection before its version line. */
export const SILENT: Cause = {
  when: /^/,
  reason: 'it closed the connection without an error message',
  hint: 'its sshd may have reached MaxStartups or may be refusing this address temporarily, or the account has expired; see its log',
  kind: 'crowded',
}

/** Returns the cause that is reported if no known message matches. */
export function noShell({ connection, address, user }: Target): Cause {
  const byHand =
    connection === 'ssh'
      ? `ssh ${user === undefined ? '' : `${user}@`}${address} /bin/sh -c true`
      : [...(connection === 'local' ? [] : connection), '/bin/sh', '-c', 'true'].join(' ')
  const isCommand = connection !== 'ssh' && connection !== 'local'
  const needed = isCommand
    ? 'Drover appends `/bin/sh` and its arguments to the command of `connection`, as to `docker exec -i web`'
    : 'it must be able to run `/bin/sh`'
  return {
    when: /^/,
    reason: 'its login does not start a POSIX shell',
    hint: `${needed}; try manually: ${byHand}`,
  }
}
