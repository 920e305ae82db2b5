import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Target } from '../../src/transport/spawn.ts'
import { scratch } from './local-session.ts'

/** A real sshd on this machine, on its own port. */
export interface Sshd {
  readonly port: number
  /** The folder of its keys and its log. Tests can put files there. */
  readonly folder: string
  /** Returns a target for it, with a known host key and a login by key. */
  readonly target: (changes?: Partial<Target>) => Target
  /** Returns the number of logins that it has accepted. */
  readonly connections: () => number
  /** Returns its process; undefined while it is stopped. */
  readonly pid: () => number | undefined
  /** Returns the processes that serve a login. */
  readonly logins: () => number[]
  /** Ends it and all processes that serve a login. */
  readonly stop: () => Promise<void>
  /** Starts it again on the same port after `stop`. */
  readonly start: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Starts an sshd that accepts the present user by key, with additional lines of configuration. */
export function openSshd(...lines: readonly string[]): Promise<Sshd> {
  return openSshdBy([], lines)
}

/** Starts the same sshd with words before its command, for example to run it in a namespace. */
export async function openSshdBy(words: readonly string[], lines: readonly string[] = []): Promise<Sshd> {
  const { path: folder, remove } = scratch()
  const port = await freePort()
  const [hostKey, key, knownHosts] = ['host-key', 'key', 'known-hosts'].map(name => join(folder, name))
  if (!hostKey || !key || !knownHosts) throw new Error('no names')
  for (const file of [hostKey, key]) spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file])
  writeFileSync(knownHosts, `[127.0.0.1]:${port} ${readFileSync(`${hostKey}.pub`, 'utf8')}`)
  const log = join(folder, 'log')
  const settings = [
    'ListenAddress 127.0.0.1',
    `Port ${port}`,
    `HostKey ${hostKey}`,
    'PidFile none',
    `AuthorizedKeysFile ${key}.pub`,
    'PermitRootLogin yes',
    'StrictModes no',
    'UsePAM no',
    'LogLevel VERBOSE',
    ...lines,
    // A bash with SHLVL above 1 does not read the user's start-up files, which may take seconds.
    ...(lines.some(line => /^(SetEnv|Match) /.test(line)) ? [] : ['SetEnv SHLVL=9']),
  ]
  writeFileSync(join(folder, 'config'), `${settings.join('\n')}\n`)
  // The directory to which sshd changes its root before a login. Usually the service creates it.
  mkdirSync('/run/sshd', { recursive: true })
  const [program = '', ...rest] = [...words, '/usr/sbin/sshd', '-D', '-e', '-f', join(folder, 'config')]
  let running: { readonly child: ChildProcess; readonly ended: Promise<unknown> } | undefined
  const start = async (): Promise<void> => {
    const child = spawn(program, rest, { stdio: ['ignore', 'ignore', openSync(log, 'a')] })
    running = { child, ended: new Promise(resolve => child.once('exit', resolve)) }
    await untilListening(port, () => child.exitCode !== null, log)
  }
  const logins = (): number[] => (running?.child.pid ? childrenOf(running.child.pid) : [])
  const stop = async (): Promise<void> => {
    for (const pid of logins()) killNow(pid)
    running?.child.kill('SIGKILL')
    await running?.ended
    running = undefined
  }
  await start()
  return {
    port,
    folder,
    target: changes => ({
      name: 'box',
      connection: 'ssh',
      address: '127.0.0.1',
      port,
      user: userInfo().username,
      privateKeyFile: key,
      knownHostsFile: knownHosts,
      sshArgs: [],
      connectTimeout: 10,
      ...changes,
    }),
    connections: () => readFileSync(log, 'utf8').match(/^Accepted \w+ for /gm)?.length ?? 0,
    pid: () => running?.child.pid,
    logins,
    start,
    stop,
    close: async () => {
      await stop()
      remove()
    },
  }
}

/** Returns the ssh control masters whose sockets are in a folder, by their process title. */
export function mastersOf(folder: string): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => wordsOf(pid).startsWith(`ssh: ${folder}/`))
}

/** Ends the control masters of a folder. A master may already have ended by itself. */
export function endMasters(folder: string): void {
  for (const pid of mastersOf(folder)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

/** The maximum time in milliseconds that a test waits for something, even on a busy machine. */
const LONGEST_WAIT = 120_000

/** Waits until a condition is true. If that takes too long, throws an error that contains `what`. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + LONGEST_WAIT
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`${what}: not within ${LONGEST_WAIT / 1000} s`)
    await delay(20)
  }
}

/** Returns the running child processes of a process. */
export function childrenOf(parent: number): number[] {
  const text = spawnSync('ps', ['-o', 'pid=', '--ppid', String(parent)], { encoding: 'utf8' }).stdout
  return text.trim().split(/\s+/).filter(Boolean).map(Number)
}

/** Kills a process, which may already have ended by itself. */
function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function wordsOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1')
  } catch {
    return ''
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

async function untilListening(port: number, isOver: () => boolean, log: string): Promise<void> {
  await until('sshd listens', () => {
    if (isOver()) throw new Error(`sshd ended: ${readFileSync(log, 'utf8')}`)
    return new Promise(resolve => {
      const probe = connect(port, '127.0.0.1')
      probe.once('connect', () => resolve(true)).once('error', () => resolve(false))
      probe.once('data', () => probe.destroy())
    })
  })
}
