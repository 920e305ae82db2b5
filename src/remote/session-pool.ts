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

/** Tries while sshd has no room for another connection (MaxStartups). */
const ATTEMPTS = 8

/** Seconds by which a host's clock may be off before a warning. */
const MOST_OFF = 30

interface Entry {
  /** The session, pending or open. */
  readonly session: Session
  readonly opening: Promise<Session>
  error?: unknown
}

/** The sessions of a run: one for each host and user, opened when first asked for, reopened when lost. */
export class SessionPool {
  readonly #entries = new Map<string, Entry>()
  readonly #all = new Set<Session>()
  readonly #pace = new LoginPace()
  readonly #relays: Relays
  readonly #open: typeof openSession
  readonly #closing = new AbortController()
  readonly #kept: ConnectionLeases
  readonly #locking: Locking | undefined
  readonly #toldClocks = new Set<string>()
  /** By the keys of entries. */
  readonly #series = new Map<string, LockSeries>()
  /** Options that the ssh of this machine does not know. */
  readonly #unknown = new Set<string>()

  /** Without `locking`, other runs are not kept away from hosts that are changed. */
  constructor(
    kept: ConnectionLeases = new ConnectionLeases(),
    open: typeof openSession = openSession,
    locking?: Locking,
  ) {
    this.#kept = kept
    this.#relays = new Relays(this.#closing.signal)
    this.#locking = locking
    this.#open = open
    // Every connection that is being opened waits for it.
    setMaxListeners(0, this.#closing.signal)
  }

  /** Callers that ask together share one session. What a host refused once is not tried on it again in this run. */
  async open(target: Target): Promise<Session> {
    if (this.#closing.signal.aborted)
      throw new UnreachableError(`${target.name}: the run is over, no new session is opened`)
    const key = keyOf(target)
    const known = this.#entries.get(key)
    if (known && isUsable(known)) return known.opening
    // Whatever ended it may have ended its connection too, without the one who keeps it knowing.
    const isAfresh = known?.session.stands === true
    const series = this.#series.get(key) ?? newSeries()
    this.#series.set(key, series)
    const entry: Entry = openPendingSession(target, onBegun =>
      this.#openRetrying(target, { isAfresh, onBegun, series }),
    )
    this.#entries.set(key, entry)
    entry.opening.then(
      session => {
        this.#all.add(session)
        this.#tellClock(session)
        if (this.#closing.signal.aborted) void session.close()
      },
      error => {
        entry.error = error
      },
    )
    return entry.opening
  }

  /** A session over a separate connection that is not shared; the caller closes it. */
  async openAfresh(target: Target): Promise<Session> {
    const session = await this.#inTurn(target, { signal: this.#closing.signal, locking: this.#locking })
    this.#all.add(session)
    return session
  }

  /** The open or pending session; undefined if none was requested, or it was lost. */
  opening(target: Target): Session | undefined {
    const known = this.#entries.get(keyOf(target))
    return known && isUsable(known) ? known.session : undefined
  }

  /** Closes one session, if there is one. */
  async closeSession(target: Target): Promise<void> {
    const key = keyOf(target)
    const known = this.#entries.get(key)
    this.#entries.delete(key)
    this.#series.delete(key)
    if (known?.session.stands) await known.session.close()
  }

  /** Closes the sessions with a host; the next task opens a new one, also if it was refused before. */
  async close(host: string): Promise<void> {
    for (const [key, { error }] of this.#entries) {
      if (error !== undefined && hostOfKey(key) === host) this.#entries.delete(key)
    }
    const own = [...this.#all].filter(session => session.target.name === host)
    await Promise.all(own.map(session => session.close()))
    // Also by another run: a new login is what is asked for.
    await Promise.all(own.map(({ target }) => (target.relays ? this.#relays : this.#kept).forget(target)))
  }

  async closeAll(): Promise<void> {
    this.#closing.abort()
    await Promise.allSettled([...this.#entries.values()].map(({ opening }) => opening))
    await Promise.all([...this.#all].map(session => session.close()))
    await Promise.all([this.#kept.close(), this.#relays.close()])
  }

  /** What each host's sessions cost, all users together. */
  costs(): Record<string, SessionCost> {
    const costs: Record<string, SessionCost> = Object.create(null)
    for (const { target, cost } of this.#all) {
      const sum = costs[target.name] ?? { ...NO_COST }
      costs[target.name] = sum
      for (const field of Object.keys(sum) as (keyof SessionCost)[]) sum[field] += cost[field]
    }
    return costs
  }

  /** Logs, leases and certificates depend on clocks: a wrong clock is reported once. */
  #tellClock({ target: { name }, clockOff }: Session): void {
    if (!(Math.abs(clockOff) > MOST_OFF) || this.#toldClocks.has(name)) return
    this.#toldClocks.add(name)
    this.#locking?.warn(`the clock of ${name} is ${clockText(clockOff)}`)
  }

  async #openRetrying(
    target: Target,
    begun: Pick<OpenOptions, 'isAfresh' | 'onBegun' | 'series'>,
  ): Promise<Session> {
    const { signal } = this.#closing
    const open = (failed: number): Promise<Session> => {
      // ssh hides the error output of a jump host if it keeps the connection: it is repeated once without.
      const kept = failed === 1 ? {} : { kept: this.#kept }
      return this.#inTurn(target, { signal, locking: this.#locking, ...begun, ...kept })
    }
    const pauseWithin = (error: unknown, failed: number): number | undefined => {
      const isCrowded = error instanceof ConnectionError && error.kind === 'crowded'
      return isCrowded && failed < ATTEMPTS ? Number.POSITIVE_INFINITY : undefined
    }
    return retry(open, { firstPause: 200, signal, pauseWithin })
  }

  async #inTurn(target: Target, options: OpenOptions): Promise<Session> {
    // A relay paces its logins itself.
    if (target.relays) return this.#open(target, { ...options, relays: this.#relays })
    if (target.connection === 'local') return this.#open(target, options)
    return this.#pace.inTurn(() => this.#open(target, { ...options, unknown: this.#unknown }))
  }
}

/** Being opened, open, or refused for good: a wrong password tried again can lock an account. */
function isUsable({ session, error }: Entry): boolean {
  if (error === undefined) return session.isOpen
  return error instanceof ConnectionError && error.kind === 'refused'
}

/** Passwords are part of the key of a session, and are never stored in clear text. */
function keyOf(target: Target): string {
  const known = keys.get(target) ?? makeKey(target)
  keys.set(target, known)
  return known
}

/** A target is asked for by each task, and mostly the very same one. */
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
