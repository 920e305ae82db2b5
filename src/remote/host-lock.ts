import { createHash, randomBytes } from 'node:crypto'
import { programText } from '../base/program-text.ts'
import { BusyError, LostError, SameMachineError } from '../errors.ts'
import type { ShellClient } from '../shell/client.ts'
import { ShellText, sh } from '../shell/quote.ts'
import type { Target } from '../transport/spawn.ts'

/** The run that wants to change hosts, as the next one that comes reads of it. */
interface LockOwner {
  /** The same for all sessions of a run. */
  readonly run: string
  /** Who runs it and where, `alice@build7`. */
  readonly who: string
}

/** In whose name hosts are locked. */
export interface Locking extends LockOwner {
  /** Hears what is odd about a host: that it cannot be locked, has another name, or a wrong clock. The run goes on. */
  readonly warn: (message: string) => void
}

/** Sessions that follow each other as one, where a connection is lost and made again. Each has an epoch, greater than those before. */
export interface LockSeries {
  readonly id: string
  /** The epoch of the last one. */
  epoch: number
  /** Whether one of them asked for the lock: something may have been written over it, or may still be running. */
  wasLocked: boolean
}

/** A series of which no session was opened yet. */
export function newSeries(): LockSeries {
  return { id: randomBytes(8).toString('hex'), epoch: 0, wasLocked: false }
}

/** Statuses of host-lock.sh: a later session took over; another run is there, or another host of ours. */
const REPLACED = 74
const BUSY = 75
const SAME = 76

/** Milliseconds for an answer that needs a few small processes. */
const TIMEOUT = 60_000

/**
 * A session's part in the rule that one run at a time changes a host. Nothing is asked until something is to be written.
 * The lock file lies where all logins can read it, and counts for as long as the shell that made it lives. A later session of
 * the same series removes it, and a shell whose lock file is gone writes nothing more: one that was frozen with pending
 * requests, and continues after its connection was closed and reopened, executes none of them.
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

  /** Begins the next epoch of the series. */
  constructor(
    target: Lockable,
    locking: Locking,
    protocol: Pick<ShellClient, 'send'>,
    series: LockSeries = newSeries(),
  ) {
    this.#host = target.name
    this.#machine = machineOf(target)
    this.#locking = locking
    this.#protocol = protocol
    this.#series = series
    series.epoch += 1
    this.#epoch = series.epoch
  }

  /** Whether the host has said that it is ours. */
  get isHeld(): boolean {
    return this.#isHeld
  }

  /** Takes the lock, once. Throws BusyError if another run has it; the next call tries again. */
  take(): Promise<void> {
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
  retake(): Promise<void> {
    if (this.#isHeld) this.#taking = undefined
    this.#isHeld = false
    return this.take()
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

  /** Several names with one address are intended; a warning is reported once for each name. */
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

/** What says where a session leads. */
export type Lockable = Pick<Target, 'name' | 'connection' | 'address' | 'port'>

/** The same for names that the inventory itself says are one machine. */
function machineOf({ connection, address, port = 22 }: Lockable): string {
  const way = connection === 'ssh' || connection === 'local' ? [connection, address, port] : connection
  return createHash('sha256').update(JSON.stringify(way)).digest('hex').slice(0, 16)
}

/** What a lock is of, and by which session. */
interface LockPlace {
  readonly host: string
  readonly machine: string
  readonly series: string
  readonly epoch: number
}

/** Where a lock file is made: the first that can be written. Those of all are read. */
const PLACES = '/run/lock, /tmp, /dev/shm, /var/tmp'

/** Functions that say whether the process lives that left a file. */
export const LIVENESS = new ShellText(programText(new URL('./liveness.sh', import.meta.url)))

/** Creates the lock file, unless another run or session has one that counts. */
const LOCK = new ShellText(programText(new URL('./host-lock.sh', import.meta.url)))

function lockScript({ run, who }: LockOwner, { host, machine, series, epoch }: LockPlace): ShellText {
  return sh`${LIVENESS}
set -- ${[oneLine(run), oneLine(who), host, machine, series, epoch]}
${LOCK}`
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}
