import type { ChildProcess } from 'node:child_process'
import type { Options } from 'zx/core'
import { lackOf } from '../errors.ts'
import type { Running } from '../shell/exchange.ts'
import { quote } from '../shell/quote.ts'

/** A secret as this layer sees it: shown only by the one place that sends it. */
export interface Revealable {
  readonly reveal: () => string
}

/** How a host is reached and as whom. */
export interface Target {
  /** The inventory's name, for messages. */
  readonly name: string
  /** `ssh`, `local`, or the words of a command that gives a shell on its stdin (`docker exec -i web` without the sh). */
  readonly connection: 'ssh' | 'local' | readonly string[]
  /** Host name or address; defaults to the inventory's name. */
  readonly address: string
  readonly port?: number
  readonly user?: string
  readonly password?: Revealable
  readonly privateKeyFile?: string
  /** The passphrase of the private key. */
  readonly passphrase?: Revealable
  readonly knownHostsFile?: string
  /** Further words for ssh, as the user wrote them (`ssh_args`). */
  readonly sshArgs: readonly string[]
  /** Seconds until a connection counts as refused; default 10. */
  readonly connectTimeout: number
  /** Seconds that an ssh connection is kept after its last session, for the next run; absent or 0, it is not kept. */
  readonly keepFor?: number
  readonly become?: Become
  /** The machines of which one holds the connection; absent, this machine does. */
  readonly relays?: readonly RelayTarget[]
  /** Set on a session in addition to the one that all tasks share: a name that no other session of the run has. */
  readonly lane?: string
}

/** How a relay is reached, and the words that start it there. */
export interface RelayTarget {
  readonly target: Target
  readonly command: readonly string[]
}

export interface Become {
  readonly method: 'sudo' | 'su' | 'doas'
  readonly user: string
  readonly password?: Revealable
  readonly flags: readonly string[]
}

/** Milliseconds to read the last output after a program's end, if a child process holds its streams. */
export const LAST_WORDS = 250

/**
 * Starts a program on the controller, by words: none of them is read by a shell as code.
 * Nothing of its output is kept; a Ctrl-C at the terminal does not reach it.
 */
export async function start(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Running> {
  // A run over kept connections starts nothing, and does without it.
  const { $ } = await import('zx/core')
  // Set on zx as a whole, just before it is used: options of one call would go by an AsyncLocalStorage, which makes every
  // promise of the process dearer from then on.
  Object.assign($, {
    // All is said here, so that no ZX_ variable of the user's environment says otherwise.
    shell: '/bin/sh',
    // The shell makes way for the program, so that a signal reaches the program itself.
    prefix: 'exec ',
    postfix: '',
    // safety: arguments of a program on the controller are quoted by Drover, not by zx
    quote,
    stdio: 'pipe',
    nothrow: true,
    quiet: true,
    verbose: false,
    preferLocal: false,
    cwd: process.cwd(),
    timeout: 0,
    detached: true,
    env: { ...process.env, ...environment },
    // safety: zx does not store the output of a session
    store: { stdout: NOTHING, stderr: NOTHING, stdall: NOTHING },
  } satisfies Partial<Options>)
  const { child } = $`${words}`
  const { stdin, stdout, stderr } = child ?? {}
  if (!child || child.pid === undefined || !stdin || !stdout || !stderr)
    throw await notStarted(words[0], child)
  const ended = new Promise<number | null>(resolve => {
    child.once('close', status => resolve(status))
    child.once('error', () => resolve(null))
    child.once('exit', () => {
      // A daemon that a script left behind may hold the streams for as long as it lives.
      setTimeout(() => {
        // After a busy period, timers fire first: received data is read before.
        setImmediate(() => {
          stdout.destroy()
          stderr.destroy()
        })
      }, LAST_WORDS).unref()
    })
  })
  const others = { areSpared: false }
  return {
    ...{ stdin, stdout, stderr, pid: child.pid },
    ended,
    kill: () => (others.areSpared ? child.kill('SIGKILL') : killGroup(child)),
    spareOthers: () => {
      others.areSpared = true
    },
  }
}

/** Why a program was not started: mostly something that this machine lacks. */
async function notStarted(program = '', child: ChildProcess | undefined): Promise<Error> {
  const cause = await new Promise<unknown>(resolve => {
    child?.once('error', resolve)
    if (!child) resolve(undefined)
  })
  return (
    lackOf(cause) ??
    new Error(`cannot start \`${program}\`: ${(cause as Error | undefined)?.message}`, { cause })
  )
}

/** A proxy command or jump host is a process of its own, in the same group. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}

/** A store that keeps nothing: zx would hold all output of a session in memory. */
const NOTHING: never[] = Object.assign([], { push: () => 0 })

/** The state of a target's connection that an ssh in the background keeps: its master. */
export interface ConnectionLease {
  readonly socket: string
  /** Seconds to keep it after its last session; Infinity to keep it forever. */
  readonly seconds: number
  /** There is a master, and it answers. */
  readonly isWarm: boolean
  /** Says that the way is open, or will not be: who waits for it goes on. */
  readonly release: () => void
  /** Says that the master may not outlive this process. */
  readonly spoil: () => void
}
