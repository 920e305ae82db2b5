import { BOOTSTRAP, PASSED, SHELL_NAME } from '../shell/programs/bootstrap.ts'
import { quote } from '../shell/quote.ts'
import type { Become, ConnectionLease, Target } from './spawn.ts'
import { sessionArgs } from './ssh-flags.ts'

/**
 * Text that no other process on the host can print first: the password prompt, and the confirmation after it. A
 * program that only echoes the command, such as a log, prints neither.
 */
export interface BecomePrompt {
  readonly nonce: string
  /** What sudo prints for `%%`. */
  readonly prompt: string
  /** What the shell prints of the nonce. */
  readonly passed: string
}

/** The become prompt of one session, with a nonce that no other process can know. */
export function becomePromptFor(nonce: string): BecomePrompt {
  return { nonce, prompt: `${nonce}%asks:`, passed: `${nonce}${PASSED}` }
}

/** How an ssh connection is made. */
export interface SshWay {
  /** The persistent connection, current or new. */
  readonly kept?: ConnectionLease | undefined
  /** Options that the ssh of this machine does not know. */
  readonly unknown?: ReadonlySet<string>
}

/** The words that start a target's shell: the connection, then sudo and its like, then the shell with its program. */
export function commandOf(target: Target, gate: BecomePrompt | undefined, way: SshWay = {}): string[] {
  if (target.connection === 'local') return shellWords(target, gate)
  if (target.connection !== 'ssh') return [...target.connection, ...shellWords(target, gate)]
  // safety: `--` precedes the address in the ssh command
  return [...sshWords(target, way), '--', target.address, loginText(target, gate)]
}

/** The words that run a program on a target. */
export function programOn(target: Target, program: readonly string[], way: SshWay): string[] {
  if (target.connection === 'local') return [...program]
  if (target.connection !== 'ssh') return [...target.connection, ...program]
  // safety: `--` precedes the address in the ssh command of a relay
  return [...sshWords(target, way), '--', target.address, `exec ${program.map(quote).join(' ')}`]
}

/** The command line for a login shell that starts a target's shell: quoted so that sh, csh and fish read it alike. */
export function loginText(target: Target, gate: BecomePrompt | undefined): string {
  return `exec ${shellWords(target, gate).map(quote).join(' ')}`
}

function shellWords({ become }: Target, gate: BecomePrompt | undefined): string[] {
  const shell = ['/bin/sh', '-c', BOOTSTRAP, SHELL_NAME, ...(gate ? [gate.nonce] : [])]
  return become ? [...becomeWords(become, gate), ...shell] : shell
}

/**
 * The arguments that make ssh fetch only the host key, without a login attempt. With a file, an unknown key is
 * accepted and added to it; without, the key must be known.
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
  // Of an option that is given twice, ssh takes the first.
  const [ssh = 'ssh', ...words] = sshWords(target)
  return [ssh, ...optionWords(options), ...words, '--', target.address, 'exit']
}

/** The words that print the settings that ssh has for a target. */
export function settingsArgs(target: Target): string[] {
  const [ssh = 'ssh', ...words] = sshWords(target)
  return [ssh, '-G', ...words, '--', target.address]
}

function optionWords(options: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`])
}

/** Options of OpenSSH 8.5 and 8.7 that would leave no session: an ssh that does not know them cannot be set so. */
const NEWER = {
  StdinNull: 'no',
  ForkAfterAuthentication: 'no',
  SessionType: 'default',
  LogVerbose: 'none',
} as const

/** Which of these the ssh of this machine does not know, by what it says of its words. */
export function unknownOption(said: string): string | undefined {
  const [, name = ''] = /command-line: line 0: Bad configuration option: (\w+)/i.exec(said) ?? []
  return Object.keys(NEWER).find(each => each.toLowerCase() === name.toLowerCase())
}

/**
 * ssh with the options pinned that a user's own configuration could turn against a session (docs/ssh-options.md has all of
 * them); jump hosts, keys and agents of that configuration work as they are. Without a way, there is no session.
 */
function sshWords(target: Target, way?: SshWay): string[] {
  const { kept, unknown } = way ?? {}
  const options: Record<string, string | number> = {
    // Without a password, ssh asks nothing: whatever a host would have it ask.
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
    // The user's own masters are his: only ours is used, or none.
    // safety: the user's own control master is not used
    ...(kept
      ? {
          ControlMaster: 'auto',
          ControlPath: kept.socket,
          ControlPersist: kept.seconds === Number.POSITIVE_INFINITY ? 'yes' : kept.seconds,
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
    // The one that has the key of this login, and all that the user's own has.
    ...(target.passphrase === undefined ? {} : { IdentityAgent: 'SSH_AUTH_SOCK' }),
    ...(target.password === undefined
      ? {}
      : { PreferredAuthentications: 'publickey,keyboard-interactive,password' }),
    ...(way ? Object.fromEntries(Object.entries(NEWER).filter(([name]) => !unknown?.has(name))) : {}),
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

/** English, whatever the login's locale: what sudo says is read by `explain`. */
function becomeWords({ method, user, flags, password }: Become, gate: BecomePrompt | undefined): string[] {
  const english = ['env', 'LC_ALL=C']
  if (method === 'su')
    return [...english, 'su', ...flags, '-s', '/bin/sh', '-c', 'exec "$0" "$@"', '--', user]
  if (method === 'doas') return [...english, 'doas', '-n', ...flags, '-u', user, '--']
  const asking = password && gate ? ['-S', '-p', gate.prompt.replace('%', '%%')] : ['-n']
  return [...english, 'sudo', '-H', ...asking, ...flags, '-u', user, '--']
}
