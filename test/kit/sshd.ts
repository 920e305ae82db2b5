import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Target } from '../../src/transport/spawn.ts'
import { scratch } from './local-session.ts'

/** A real sshd of this machine, on a port of its own. */
export interface Sshd {
  readonly port: number
  /** Where its keys and its log lie, and whatever a test puts there. */
  readonly folder: string
  /** How a session reaches it, its host keys known and its login by key. */
  readonly target: (changes?: Partial<Target>) => Target
  /** How many logins it has let in. */
  readonly connections: () => number
  /** Its own process; undefined while it is stopped. */
  readonly pid: () => number | undefined
  /** The processes that serve a login. */
  readonly logins: () => number[]
  /** Ends it, and all that it serves. */
  readonly stop: () => Promise<void>
  /** Starts it again after `stop`, on the same port. */
  readonly start: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Starts an sshd that lets the present user in by key, with these further lines of configuration. */
export function openSshd(...lines: readonly string[]): Promise<Sshd> {
  return openSshdBy([], lines)
}

/** The same, started by these words: in a namespace, say. */
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
    // A bash that is not the first of its kind leaves the user's own start-up files alone, which may take seconds.
    ...(lines.some(line => /^(SetEnv|Match) /.test(line)) ? [] : ['SetEnv SHLVL=9']),
  ]
  writeFileSync(join(folder, 'config'), `${settings.join('\n')}\n`)
  // Where sshd puts itself before a login; the service's own start makes it elsewhere.
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

/** The ssh masters whose sockets lie in a folder, by their title. */
export function mastersOf(folder: string): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => wordsOf(pid).startsWith(`ssh: ${folder}/`))
}

/** Ends the masters of a folder; one may have ended by itself meanwhile. */
export function endMasters(folder: string): void {
  for (const pid of mastersOf(folder)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

/** Milliseconds that what a test waits for may take on a busy machine. */
const LONGEST_WAIT = 120_000

/** Waits for something that comes about by itself, and says what did not. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + LONGEST_WAIT
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`${what}: not within ${LONGEST_WAIT / 1000} s`)
    await delay(20)
  }
}

/** The processes that a process started and that live. */
export function childrenOf(parent: number): number[] {
  const text = spawnSync('ps', ['-o', 'pid=', '--ppid', String(parent)], { encoding: 'utf8' }).stdout
  return text.trim().split(/\s+/).filter(Boolean).map(Number)
}

/** It may have ended by itself. */
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
