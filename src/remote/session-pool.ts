import { createHash } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { retry } from '../base/retry.ts'
import { UnreachableError } from '../errors.ts'
import { Relays } from '../relay/relays.ts'
import type { SessionCost } from '../shell/client.ts'
import { clockText } from '../shell/clock.ts'
import { ConnectionError } from '../transport/connection-errors.ts'
import { LoginPace } from '../transport/login-pace.ts'
import { ConnectionLeases } from '../transport/persistent/leases.ts'
import type { Target } from '../transport/spawn.ts'
import { type Locking, type LockSeries, newSeries } from './host-lock.ts'
import { NO_COST, openPendingSession } from './pending-session.ts'
import { type OpenOptions, openSession, type Session } from './session.ts'

/** Attempts to connect while sshd has no room for another connection (MaxStartups). */
const ATTEMPTS = 8

/** Seconds by which a host's clock may be wrong without a warning. */
const MAX_CLOCK_OFFSET = 30

interface Entry {
  /** The session, pending or open. */
  readonly session: Session
  readonly opened: Promise<Session>
  error?: unknown
}

/** The sessions of a run: one for each host and user, opened when first needed, reopened after it was lost. */
export class SessionPool {
  readonly #entries = new Map<string, Entry>()
  readonly #all = new Set<Session>()
  readonly #pace = new LoginPace()
  readonly #relays: Relays
  readonly #open: typeof openSession
  readonly #closing = new AbortController()
  readonly #leases: ConnectionLeases
  readonly #locking: Locking | undefined
  readonly #warnedClocks = new Set<string>()
  /** The series of sessions by the keys of entries. */
  readonly #series = new Map<string, LockSeries>()
  /** Options that the ssh of this machine does not support. */
  readonly #unknown = new Set<string>()

  /** Without `locking`, other runs may change the same hosts at the same time. */
  constructor(
    leases: ConnectionLeases = new ConnectionLeases(),
    open: typeof openSession = openSession,
    locking?: Locking,
  ) {
    this.#leases = leases
    this.#relays = new Relays(this.#closing.signal)
    this.#locking = locking
    this.#open = open
    // Each connection that is being opened has a listener on it.
    setMaxListeners(0, this.#closing.signal)
  }

  /**
   * Opens the session of a target; callers at the same time share it. If the host refused the login, later calls fail
   * without another attempt in this run.
   */
  async open(target: Target): Promise<Session> {
    if (this.#closing.signal.aborted)
      throw new UnreachableError(`${target.name}: the run is over, no new session is opened`)
    const key = keyOf(target)
    const known = this.#entries.get(key)
    if (known && isUsable(known)) return known.opened
    // What ended the session may also have ended its connection, without the ssh master knowing.
    const isNewConnection = known?.session.isReady === true
    const series = this.#series.get(key) ?? newSeries()
    this.#series.set(key, series)
    const entry: Entry = openPendingSession(target, onStarted =>
      this.#openRetrying(target, { isNewConnection, onStarted, series }),
    )
    this.#entries.set(key, entry)
    entry.opened.then(
      session => {
        this.#all.add(session)
        this.#warnOfClock(session)
        if (this.#closing.signal.aborted) void session.close()
      },
      error => {
        entry.error = error
      },
    )
    return entry.opened
  }

  /** Opens a session over a separate connection that is not shared. The caller closes it. */
  async openNew(target: Target): Promise<Session> {
    const session = await this.#inTurn(target, { signal: this.#closing.signal, locking: this.#locking })
    this.#all.add(session)
    return session
  }

  /** Returns the open or pending session of a target; undefined if none was requested, or it was lost. */
  find(target: Target): Session | undefined {
    const known = this.#entries.get(keyOf(target))
    return known && isUsable(known) ? known.session : undefined
  }

  /** Closes the session of a target, if there is one. */
  async closeSession(target: Target): Promise<void> {
    const key = keyOf(target)
    const known = this.#entries.get(key)
    this.#entries.delete(key)
    this.#series.delete(key)
    if (known?.session.isReady) await known.session.close()
  }

  /** Closes the sessions with a host. The next task opens a new one, even if the login was refused before. */
  async close(host: string): Promise<void> {
    for (const [key, { error }] of this.#entries) {
      if (error !== undefined && hostOfKey(key) === host) this.#entries.delete(key)
    }
    const own = [...this.#all].filter(session => session.target.name === host)
    await Promise.all(own.map(session => session.close()))
    // Also forgets persistent connections of other runs: the next session must log in again.
    await Promise.all(own.map(({ target }) => (target.relays ? this.#relays : this.#leases).forget(target)))
  }

  async closeAll(): Promise<void> {
    this.#closing.abort()
    await Promise.allSettled([...this.#entries.values()].map(({ opened: find }) => find))
    await Promise.all([...this.#all].map(session => session.close()))
    await Promise.all([this.#leases.close(), this.#relays.close()])
  }

  /** Returns the cost of each host's sessions, of all its users together. */
  costs(): Record<string, SessionCost> {
    const costs: Record<string, SessionCost> = Object.create(null)
    for (const { target, cost } of this.#all) {
      const sum = costs[target.name] ?? { ...NO_COST }
      costs[target.name] = sum
      for (const field of Object.keys(sum) as (keyof SessionCost)[]) sum[field] += cost[field]
    }
    return costs
  }

  /** Warns once about a wrong clock, since logs, leases and certificates depend on it. */
  #warnOfClock({ target: { name }, clockOffset }: Session): void {
    if (!(Math.abs(clockOffset) > MAX_CLOCK_OFFSET) || this.#warnedClocks.has(name)) return
    this.#warnedClocks.add(name)
    this.#locking?.warn(`the clock of ${name} is ${clockText(clockOffset)}`)
  }

  async #openRetrying(
    target: Target,
    begun: Pick<OpenOptions, 'isNewConnection' | 'onStarted' | 'series'>,
  ): Promise<Session> {
    const { signal } = this.#closing
    const open = (failed: number): Promise<Session> => {
      // With a persistent connection, ssh hides the error messages of a jump host: the first retry therefore does not
      // use one.
      const leases = failed === 1 ? {} : { leases: this.#leases }
      return this.#inTurn(target, { signal, locking: this.#locking, ...begun, ...leases })
    }
    const pauseWithin = (error: unknown, failed: number): number | undefined => {
      const isCrowded = error instanceof ConnectionError && error.kind === 'crowded'
      return isCrowded && failed < ATTEMPTS ? Number.POSITIVE_INFINITY : undefined
    }
    return retry(open, { firstPause: 200, signal, pauseWithin })
  }

  async #inTurn(target: Target, options: OpenOptions): Promise<Session> {
    // A relay limits the pace of its logins itself.
    if (target.relays) return this.#open(target, { ...options, relays: this.#relays })
    if (target.connection === 'local') return this.#open(target, options)
    return this.#pace.inTurn(() => this.#open(target, { ...options, unknownOptions: this.#unknown }))
  }
}

/**
 * Returns whether an entry still counts: it is pending or open, or its login was refused for good. A wrong password
 * that is tried again can lock an account.
 */
function isUsable({ session, error }: Entry): boolean {
  if (error === undefined) return session.isOpen
  return error instanceof ConnectionError && error.kind === 'refused'
}

/** Returns the key of a target's session. Passwords are part of it, but only as a hash. */
function keyOf(target: Target): string {
  const known = keys.get(target) ?? makeKey(target)
  keys.set(target, known)
  return known
}

/** The keys of targets. Each task asks for its target's session, mostly with the same object. */
const keys = new WeakMap<Target, string>()

function makeKey(target: Target): string {
  const { password, passphrase, become, relays, ...plain } = target
  const whole = JSON.stringify([
    plain,
    relays?.map(relay => relay.target.name),
    password?.reveal(),
    passphrase?.reveal(),
    become ? { ...become, password: become.password?.reveal() } : null,
  ])
  return `${target.name} ${createHash('sha256').update(whole).digest('hex')}`
}

function hostOfKey(key: string): string {
  return key.slice(0, key.lastIndexOf(' '))
}
