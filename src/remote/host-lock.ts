import { createHash, randomBytes } from 'node:crypto'
import { programText } from '../base/program-text.ts'
import { BusyError, LostError, SameMachineError } from '../errors.ts'
import type { ShellClient } from '../shell/client.ts'
import { ShellText, sh } from '../shell/quote.ts'
import type { Target } from '../transport/spawn.ts'

/** The run that holds a lock, as other runs on the host see it. */
interface LockOwner {
  /** The id of the run, the same for all its sessions. */
  readonly run: string
  /** The user and machine that started the run, `alice@build7`. */
  readonly who: string
}

/** The owner of this run's locks, and where to send warnings. */
export interface Locking extends LockOwner {
  /**
   * Called with a warning if a host cannot be locked, has more than one name in the inventory, or has a wrong clock.
   * The run continues.
   */
  readonly warn: (message: string) => void
}

/**
 * Successive sessions to one host, each opened after the connection of the one before was lost. Each has an epoch, a
 * number greater than those before.
 */
export interface LockSeries {
  readonly id: string
  /** The epoch of the latest session. */
  epoch: number
  /**
   * Whether one of the sessions has tried to take the lock: then it may have written something, or may still be
   * running something.
   */
  wasLocked: boolean
}

/** Returns a new series without sessions. */
export function newSeries(): LockSeries {
  return { id: randomBytes(8).toString('hex'), epoch: 0, wasLocked: false }
}

/**
 * Exit statuses of host-lock.sh: a later session has replaced this one; another run has the lock; this run has it under
 * another host name.
 */
const REPLACED = 74
const BUSY = 75
const SAME = 76

/** Milliseconds for a response that needs only a few small processes. */
const TIMEOUT = 60_000

/**
 * The lock of one session on its host: it ensures that only one run at a time changes the host. The session takes it
 * just before its first write.
 *
 * The lock file is readable for all logins, and valid for as long as the shell that created it is running. A later
 * session of the same series removes it. A shell whose lock file is gone writes nothing more: if it was frozen with
 * pending requests while its connection was closed and reopened, it executes none of them afterwards.
 */
export class HostLock {
  readonly #host: string
  readonly #machine: string
  readonly #locking: Locking
  readonly #series: LockSeries
  readonly #epoch: number
  readonly #protocol: Pick<ShellClient, 'send'>
  #taking: Promise<void> | undefined
  #isHeld = false

  /** Starts the next epoch of the series. */
  constructor(
    target: Lockable,
    locking: Locking,
    client: Pick<ShellClient, 'send'>,
    series: LockSeries = newSeries(),
  ) {
    this.#host = target.name
    this.#machine = machineOf(target)
    this.#locking = locking
    this.#protocol = client
    this.#series = series
    series.epoch += 1
    this.#epoch = series.epoch
  }

  /** Whether this session has the lock, or the host cannot be locked at all. */
  get isHeld(): boolean {
    return this.#isHeld
  }

  /** Takes the lock, once. Throws BusyError if another run has it; the next call tries again. */
  acquire(): Promise<void> {
    this.#series.wasLocked = true
    this.#taking ??= this.#take().catch(error => {
      this.#taking = undefined
      throw error
    })
    return this.#taking
  }

  /**
   * Takes the lock again if the shell found it missing, for example after its directory was cleaned. Throws LostError if a
   * later session took over.
   */
  reacquire(): Promise<void> {
    if (this.#isHeld) this.#taking = undefined
    this.#isHeld = false
    return this.acquire()
  }

  async #take(): Promise<void> {
    const place = { host: this.#host, machine: this.#machine, series: this.#series.id, epoch: this.#epoch }
    const { status, stdout } = await this.#protocol.send(
      { script: lockScript(this.#locking, place), isLock: true },
      { title: 'lock the host', timeout: TIMEOUT },
    )
    const said = stdout.toString().split('\n').slice(0, -1)
    if (status === REPLACED) throw this.#replaced()
    if (status === BUSY) throw this.#busy(said)
    if (status === SAME) throw this.#same(said)
    if (status === 0) this.#tellNames(said)
    else {
      this.#locking.warn(`${this.#host} cannot be locked against other runs: none of ${PLACES} is writable`)
    }
    this.#isHeld = true
  }

  /** Several names with the same address are intended; warns once for each name. */
  #tellNames(names: readonly string[]): void {
    for (const name of new Set(names)) {
      this.#locking.warn(
        `${name} and ${this.#host} have the same address in the inventory: each change affects both`,
      )
    }
  }

  #replaced(): LostError {
    return new LostError(
      `${this.#host}: a newer session of this run has replaced this one: nothing was written`,
    )
  }

  #same(said: readonly string[]): SameMachineError {
    const name = said.at(-1) ?? ''
    return new SameMachineError(
      `${name} and ${this.#host} are the same machine: this run changes it as ${name} and skips ${this.#host}`,
      {
        hint: 'remove one of the names from the inventory, or give both the same `address` and `port` to use both',
      },
    )
  }

  #busy(said: readonly string[]): BusyError {
    const [who = '', run = '', since = '', pid = '', file = '', isUnseen = ''] = said.slice(-6)
    const message = `${this.#host} is being changed by another run: ${who}, since ${since}, run ${run}, process ${pid} on the host`
    if (isUnseen !== '') {
      return new BusyError(`${message}, probably`, {
        hint: `this user cannot see the processes of others on the host: if that process no longer exists, root can remove ${file}`,
      })
    }
    return new BusyError(message, {
      hint: 'wait for it with `--lock-wait SECONDS`, or stop that process on the host',
    })
  }
}

/** The settings of a target that identify its machine. */
export type Lockable = Pick<Target, 'name' | 'connection' | 'address' | 'port'>

/** Returns the same string for names that have the same address in the inventory. */
function machineOf({ connection, address, port = 22 }: Lockable): string {
  const connectionParts =
    connection === 'ssh' || connection === 'local' ? [connection, address, port] : connection
  return createHash('sha256').update(JSON.stringify(connectionParts)).digest('hex').slice(0, 16)
}

/** The host that a lock is for, and the session that takes it. */
interface LockPlace {
  readonly host: string
  readonly machine: string
  readonly series: string
  readonly epoch: number
}

/** The folders for lock files: one is created in the first that is writable; those in all folders count. */
const PLACES = '/run/lock, /tmp, /dev/shm, /var/tmp'

/** Shell functions that check whether the process that left a file is still running. */
export const LIVENESS = new ShellText(programText(new URL('./liveness.sh', import.meta.url)))

/** Creates the lock file, unless another run or session has a valid one. */
const LOCK = new ShellText(programText(new URL('./host-lock.sh', import.meta.url)))

function lockScript({ run, who }: LockOwner, { host, machine, series, epoch }: LockPlace): ShellText {
  return sh`${LIVENESS}
set -- ${[oneLine(run), oneLine(who), host, machine, series, epoch]}
${LOCK}`
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}
