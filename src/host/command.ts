import { userInfo } from 'node:os'
import { BOOTSTRAP } from './bootstrap.ts'
import type { Target } from './connection.ts'
import { quote } from './shell.ts'

/** The words that start a target's shell: the connection, then sudo and its like, then the shell with its program. */
export function commandOf(target: Target, prompt: string): string[] {
  const become = becomeWords(target, prompt)
  const hello = become.length > 0 && target.become?.password ? [helloOf(prompt)] : []
  const shell = [...become, '/bin/sh', '-c', BOOTSTRAP, ...hello]
  if (target.connection === 'local') return shell
  if (target.connection !== 'ssh') return [...target.connection, ...shell]
  // ssh hands its words to the login shell as one text: quoted so that sh, csh and fish agree on what it says.
  return [...sshWords(target), '--', target.address, `exec ${shell.map(quote).join(' ')}`]
}

/**
 * ssh with the options pinned that a user's own configuration could turn against a session; jump hosts, keys and agents
 * of that configuration work as they are.
 */
function sshWords(target: Target): string[] {
  const hasPassword = target.password !== undefined || target.passphrase !== undefined
  const options: Record<string, string | number> = {
    BatchMode: hasPassword ? 'no' : 'yes',
    NumberOfPasswordPrompts: 1,
    StrictHostKeyChecking: 'yes',
    VerifyHostKeyDNS: 'no',
    ConnectTimeout: target.connectTimeout,
    ServerAliveInterval: 5,
    ServerAliveCountMax: 3,
    ControlPath: 'none',
    RemoteCommand: 'none',
    PermitLocalCommand: 'no',
    ForwardAgent: 'no',
    ForwardX11: 'no',
    ClearAllForwardings: 'yes',
    EscapeChar: 'none',
    LogLevel: 'ERROR',
    ...(target.knownHostsFile === undefined ? {} : { UserKnownHostsFile: target.knownHostsFile }),
    ...(target.password === undefined
      ? {}
      : { PreferredAuthentications: 'publickey,keyboard-interactive,password' }),
  }
  return [
    'ssh',
    '-T',
    ...Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
    ...(target.port === undefined ? [] : ['-p', String(target.port)]),
    ...(target.user === undefined ? [] : ['-l', target.user]),
    ...(target.privateKeyFile === undefined ? [] : ['-i', target.privateKeyFile]),
    ...target.sshArgs,
  ]
}

function becomeWords(target: Target, prompt: string): string[] {
  const { become } = target
  if (!become || isAlready(target, become.user)) return []
  const { method, user, flags } = become
  if (method === 'su') return ['su', ...flags, '-s', '/bin/sh', '-c', 'exec "$0" "$@"', '--', user]
  if (method === 'doas') return ['doas', '-n', ...flags, '-u', user]
  const asking = become.password ? ['-S', '-p', prompt] : ['-n']
  return ['sudo', '-H', ...asking, ...flags, '-u', user, '--']
}

/** What a shell behind a password prompt says first. */
export function helloOf(prompt: string): string {
  return `${prompt.replace(/:$/, '')}-passed`
}

/** Whether sudo will be asked with a password, and so may ask back. */
export function asksPassword(target: Target): boolean {
  return target.become?.password !== undefined && becomeWords(target, '').length > 0
}

/** Whoever logs in as the user that is wanted needs no sudo, which the host may not even have. */
function isAlready({ connection, user }: Target, wanted: string): boolean {
  if (connection === 'local') return userInfo().username === wanted
  return connection === 'ssh' && user === wanted
}
