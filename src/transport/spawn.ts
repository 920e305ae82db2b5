import type { ChildProcess } from 'node:child_process'
import type { Options } from 'zx/core'
import { controllerErrorOf } from '../errors.ts'
import type { Running } from '../shell/exchange.ts'
import { quote } from '../shell/quote.ts'

/** A secret in this layer: only the code that sends it calls `reveal`. */
export interface Revealable {
  readonly reveal: () => string
}

/** A host, and how to log in to it. */
export interface Target {
  /** Its name in the inventory, for messages. */
  readonly name: string
  /**
   * `ssh`, `local`, or the words of a command that opens a shell on its standard input (`docker exec -i web`, without
   * `/bin/sh`).
   */
  readonly connection: 'ssh' | 'local' | readonly string[]
  /** Host name or address; defaults to the host's name in the inventory. */
  readonly address: string
  readonly port?: number
  readonly user?: string
  readonly password?: Revealable
  readonly privateKeyFile?: string
  /** The passphrase of the private key. */
  readonly passphrase?: Revealable
  readonly knownHostsFile?: string
  /** Further arguments for ssh, as the user wrote them (`ssh_args`). */
  readonly sshArgs: readonly string[]
  /** Seconds until a connection counts as refused; default 10. */
  readonly connectTimeout: number
  /**
   * Seconds for which an ssh connection stays open after its last session, for the next run. If absent or 0, it is
   * closed.
   */
  readonly keepFor?: number
  readonly become?: Become
  /** The machines that may hold the connection to this host; one of them does. If absent, the controller holds it. */
  readonly relays?: readonly RelayTarget[]
  /**
   * The name of an additional session to the host, unique in the run; absent for the session that all tasks share.
   */
  readonly worker?: string
}

/** A relay: its machine, and the command that starts it there. */
export interface RelayTarget {
  readonly target: Target
  readonly command: readonly string[]
}

/** How commands on a host run as another user. */
export interface Become {
  readonly method: 'sudo' | 'su' | 'doas'
  readonly user: string
  readonly password?: Revealable
  readonly flags: readonly string[]
}

/** Milliseconds to read the last output after a program's end, if a child process holds its streams. */
export const LAST_WORDS = 250

/**
 * Starts a program on the controller with these arguments; no shell reads them as code. Does not store the program's
 * output. A Ctrl-C at the terminal does not reach the program.
 */
export async function start(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Running> {
  // Imported late: a run over persistent connections starts no program, and does not need it.
  const { $ } = await import('zx/core')
  // Set on zx globally, just before it is used: options of a single call would use an AsyncLocalStorage, which makes
  // every later promise of the process slower.
  Object.assign($, {
    // All options are set here, so that no ZX_ variable in the user's environment changes one.
    shell: '/bin/sh',
    // The shell is replaced by the program, so that a signal reaches the program itself.
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
      // A daemon that a script started may hold the streams open for as long as it lives.
      setTimeout(() => {
        // After a busy period timers fire before received data is read: allow that to be read first.
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

/** Returns why a program was not started: mostly something that is missing on this machine. */
async function notStarted(program = '', child: ChildProcess | undefined): Promise<Error> {
  const cause = await new Promise<unknown>(resolve => {
    child?.once('error', resolve)
    if (!child) resolve(undefined)
  })
  return (
    controllerErrorOf(cause) ??
    new Error(`cannot start \`${program}\`: ${(cause as Error | undefined)?.message}`, { cause })
  )
}

/** Kills a program with its process group: a proxy command or jump host is a process of its own in the same group. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}

/** A store that keeps nothing: without it, zx would keep all output of a session in memory. */
const NOTHING: never[] = Object.assign([], { push: () => 0 })

/** The right to use the persistent connection of a target, which an ssh master in the background holds. */
export interface ConnectionLease {
  readonly socket: string
  /** Seconds for which it stays open after its last session; Infinity means forever. */
  readonly seconds: number
  /** Whether a master exists already, and answers. */
  readonly isWarm: boolean
  /** To be called when the connection is open or has failed: sessions that wait for it continue. */
  readonly release: () => void
  /** To be called if the master must end with this process: later sessions do not use it. */
  readonly taint: () => void
}
