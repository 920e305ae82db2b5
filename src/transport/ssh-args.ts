import { BOOTSTRAP, PASSED, SHELL_NAME } from '../shell/programs/bootstrap.ts'
import { quote } from '../shell/quote.ts'
import type { Become, ConnectionLease, Target } from './spawn.ts'
import { sessionArgs } from './ssh-flags.ts'

/**
 * Strings that no other process on the host can print first: the password prompt, and the confirmation after it. A
 * program that only echoes the command, such as a log, prints neither.
 */
export interface BecomePrompt {
  readonly nonce: string
  /** What sudo prints: its prompt, with `%%` printed as `%`. */
  readonly prompt: string
  /** What the shell prints, with the nonce, once it has started. */
  readonly passed: string
}

/** Returns the become prompt of one session. No other process can know its nonce. */
export function becomePromptFor(nonce: string): BecomePrompt {
  return { nonce, prompt: `${nonce}%asks:`, passed: `${nonce}${PASSED}` }
}

/** Options for opening an ssh connection. */
export interface SshConnection {
  /** The lease of a persistent connection, existing or new. */
  readonly lease?: ConnectionLease | undefined
  /** Options that the ssh of this machine does not support. */
  readonly unknownOptions?: ReadonlySet<string>
}

/**
 * Returns the command that starts a target's shell: the connection, then sudo or another become method, then the
 * shell with its program.
 */
export function commandOf(target: Target, gate: BecomePrompt | undefined, way: SshConnection = {}): string[] {
  if (target.connection === 'local') return shellWords(target, gate)
  if (target.connection !== 'ssh') return [...target.connection, ...shellWords(target, gate)]
  // safety: `--` precedes the address in the ssh command
  return [...sshWords(target, way), '--', target.address, loginText(target, gate)]
}

/** Returns the command that runs a program on a target. */
export function programOn(target: Target, program: readonly string[], way: SshConnection): string[] {
  if (target.connection === 'local') return [...program]
  if (target.connection !== 'ssh') return [...target.connection, ...program]
  // safety: `--` precedes the address in the ssh command of a relay
  return [...sshWords(target, way), '--', target.address, `exec ${program.map(quote).join(' ')}`]
}

/**
 * Returns the command line with which a login shell starts a target's shell. It is quoted so that sh, csh and fish
 * read it alike.
 */
export function loginText(target: Target, gate: BecomePrompt | undefined): string {
  return `exec ${shellWords(target, gate).map(quote).join(' ')}`
}

function shellWords({ become }: Target, gate: BecomePrompt | undefined): string[] {
  const shell = ['/bin/sh', '-c', BOOTSTRAP, SHELL_NAME, ...(gate ? [gate.nonce] : [])]
  return become ? [...becomeWords(become, gate), ...shell] : shell
}

/**
 * Returns the arguments with which ssh only fetches the host key and does not try to log in. With `file`, an unknown
 * key is accepted and added to that file; without it, the key must be known.
 */
export function keyArgs(target: Target, file?: string): string[] {
  const options = {
    PreferredAuthentications: 'none',
    BatchMode: 'yes',
    ...(file === undefined
      ? {}
      : {
          StrictHostKeyChecking: 'accept-new',
          UserKnownHostsFile: `"${file}"`,
          GlobalKnownHostsFile: 'none',
          KnownHostsCommand: 'none',
          HashKnownHosts: 'no',
        }),
  }
  // If an option is given twice, ssh uses the first.
  const [ssh = 'ssh', ...words] = sshWords(target)
  return [ssh, ...optionWords(options), ...words, '--', target.address, 'exit']
}

/** Returns the command that prints ssh's settings for a target. */
export function settingsArgs(target: Target): string[] {
  const [ssh = 'ssh', ...words] = sshWords(target)
  return [ssh, '-G', ...words, '--', target.address]
}

function optionWords(options: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`])
}

/**
 * Options that a user's configuration could set so that no session starts. OpenSSH has them since 8.5 or 8.7; an
 * older ssh rejects them and needs none of them.
 */
const NEWER = {
  StdinNull: 'no',
  ForkAfterAuthentication: 'no',
  SessionType: 'default',
  LogVerbose: 'none',
} as const

/**
 * Returns which of these options the ssh of this machine does not support, from its error message; undefined if the
 * message is another one.
 */
export function unknownOption(said: string): string | undefined {
  const [, name = ''] = /command-line: line 0: Bad configuration option: (\w+)/i.exec(said) ?? []
  return Object.keys(NEWER).find(each => each.toLowerCase() === name.toLowerCase())
}

/**
 * Returns the ssh command with all options set that a user's configuration could use to break a session
 * (docs/ssh-options.md lists them). Jump hosts, keys and agents of that configuration work as usual. Without `way`
 * the command starts no session.
 */
function sshWords(target: Target, way?: SshConnection): string[] {
  const { lease, unknownOptions } = way ?? {}
  const options: Record<string, string | number> = {
    // Without a password, ssh must not ask for anything, whatever the host requests.
    // safety: ssh does not prompt if no password is set
    BatchMode: target.password === undefined ? 'yes' : 'no',
    NumberOfPasswordPrompts: 1,
    // safety: an unknown host key is rejected
    StrictHostKeyChecking: 'yes',
    VerifyHostKeyDNS: 'no',
    UpdateHostKeys: 'no',
    ConnectTimeout: target.connectTimeout,
    ConnectionAttempts: 1,
    ServerAliveInterval: 5,
    ServerAliveCountMax: 3,
    // Masters that the user opened are not used: only Drover's own, or none.
    // safety: the user's own control master is not used
    ...(lease
      ? {
          ControlMaster: 'auto',
          ControlPath: lease.socket,
          ControlPersist: lease.seconds === Number.POSITIVE_INFINITY ? 'yes' : lease.seconds,
        }
      : { ControlMaster: 'no', ControlPath: 'none' }),
    // safety: `RemoteCommand` of the user's ssh configuration is not run
    RemoteCommand: 'none',
    // safety: `LocalCommand` of the user's ssh configuration is not run
    PermitLocalCommand: 'no',
    // safety: the ssh agent is not forwarded
    ForwardAgent: 'no',
    ForwardX11: 'no',
    ClearAllForwardings: 'yes',
    Tunnel: 'no',
    EscapeChar: 'none',
    LogLevel: 'ERROR',
    VisualHostKey: 'no',
    ...(target.knownHostsFile === undefined ? {} : { UserKnownHostsFile: `"${target.knownHostsFile}"` }),
    // The agent that has the key of this login, and all keys of the user's own agent.
    ...(target.passphrase === undefined ? {} : { IdentityAgent: 'SSH_AUTH_SOCK' }),
    ...(target.password === undefined
      ? {}
      : { PreferredAuthentications: 'publickey,keyboard-interactive,password' }),
    ...(way ? Object.fromEntries(Object.entries(NEWER).filter(([name]) => !unknownOptions?.has(name))) : {}),
  }
  return [
    'ssh',
    '-T',
    ...optionWords(options),
    ...(target.port === undefined ? [] : ['-p', String(target.port)]),
    ...(target.user === undefined ? [] : ['-l', target.user]),
    ...(target.privateKeyFile === undefined ? [] : ['-i', target.privateKeyFile]),
    ...sessionArgs(target.sshArgs),
  ]
}

/**
 * Returns the words of the become command. Its messages are in English, whatever the login's locale: they are matched
 * by `explainConnectionError`.
 */
function becomeWords({ method, user, flags, password }: Become, gate: BecomePrompt | undefined): string[] {
  const english = ['env', 'LC_ALL=C']
  if (method === 'su')
    return [...english, 'su', ...flags, '-s', '/bin/sh', '-c', 'exec "$0" "$@"', '--', user]
  if (method === 'doas') return [...english, 'doas', '-n', ...flags, '-u', user, '--']
  const asking = password && gate ? ['-S', '-p', gate.prompt.replace('%', '%%')] : ['-n']
  return [...english, 'sudo', '-H', ...asking, ...flags, '-u', user, '--']
}
