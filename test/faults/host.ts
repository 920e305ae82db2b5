import { spawn } from 'node:child_process'
import { appendFileSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { ticksOf } from '../kit/processor-time.ts'
import { childrenOf, openSshdBy, type Sshd, until } from '../kit/sshd.ts'

/**
 * A host on this machine with the same files, but with its own locks and with processes that can be
 * identified.
 */
export interface FaultHost extends Sshd {
  /** The process ids of session shells. */
  readonly shells: () => number[]
  /**
   * All processes of the host, except sshd, its logins, and the sleep between two heartbeats, which outlives
   * its shell by seconds.
   */
  readonly programs: () => number[]
  /**
   * Processor time in hundredths of a second of the sshd, and of all logins and shells that have ended since
   * its start.
   */
  readonly ticks: () => number
  /** The file of accepted keys; without it, logins are refused. */
  readonly keysFile: string
  /** Makes ssh accept the host's key on another port of this machine, too. */
  readonly isAlsoAt: (port: number) => void
}

/** Opens a host: an sshd in a mount namespace with its own `/run/lock`. */
export async function openHost(): Promise<FaultHost> {
  const holder = spawn('unshare', ['--mount', 'sh', '-c', HOLDER], { stdio: ['pipe', 'pipe', 'inherit'] })
  await new Promise((resolve, reject) => {
    holder.stdout.once('data', resolve)
    holder.once('exit', () => reject(new Error('there is no mount namespace to be had')))
  })
  const namespace = namespaceOf(holder.pid ?? 0)
  const sshd = await openSshdBy(['nsenter', `--mount=/proc/${holder.pid}/ns/mnt`], ['MaxStartups 100'])
  const { knownHostsFile = '', privateKeyFile = '' } = sshd.target()
  const programs = (): number[] =>
    readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .map(Number)
      .filter(pid => pid !== holder.pid && namespaceOf(pid) === namespace)
      .filter(pid => !/^(sshd|\/usr\/sbin\/sshd|nsenter|sleep\x0010\0$)/.test(commandOf(pid)))
  return {
    ...sshd,
    shells: () =>
      sshd
        .logins()
        .flatMap(childrenOf)
        .filter(pid => /^\S*sh\0/.test(commandOf(pid))),
    programs,
    ticks: () => ticksOf([sshd.pid() ?? 0]),
    keysFile: `${privateKeyFile}.pub`,
    isAlsoAt: port => {
      const [, key = ''] = /^\S+ (.*)/.exec(readFileSync(knownHostsFile, 'utf8')) ?? []
      appendFileSync(knownHostsFile, `[127.0.0.1]:${port} ${key}\n`)
    },
    close: async () => {
      await sshd.close()
      holder.stdin.end()
      await new Promise(resolve => holder.once('exit', resolve))
    },
  }
}

/** Holds the namespace, and kills all processes in it when the tests end for any reason. */
const HOLDER = `own=$(readlink /proc/$$/ns/mnt) || exit
mount -t tmpfs -o mode=1777 tmpfs /run/lock && echo ready && read -r _
for process in /proc/[0-9]*; do
test "$(readlink "$process/ns/mnt")" = "$own" && test "$process" != "/proc/$$" && kill -9 "\${process#/proc/}"
done`

/**
 * The most processor time of a round in hundredths of a second: far more than a round needs, and far less
 * than a busy loop takes.
 */
const MOST_TICKS = 4000

const ticksBefore = new WeakMap<FaultHost, number>()

/**
 * Waits until no process runs on a host. Throws if the host has used too much processor time since the last
 * call.
 */
export async function untilQuiet(host: FaultHost): Promise<void> {
  await until('the host is quiet', () => host.programs().length === 0).catch((error: Error) => {
    throw new Error(`${error.message}: ${host.programs().map(commandOf).join('; ')}`)
  })
  const ticks = host.ticks()
  const worked = ticks - (ticksBefore.get(host) ?? 0)
  ticksBefore.set(host, ticks)
  if (worked > MOST_TICKS) throw new Error(`the host worked for ${worked / 100} s`)
}

/** Sends a signal to a process, which may have ended by itself. */
export function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // The process has ended.
  }
}

function namespaceOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`)
  } catch {
    return ''
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1')
  } catch {
    return ''
  }
}
