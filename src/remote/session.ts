import { timerDelay } from '../base/timer-delay.ts'
import { UnreachableError } from '../errors.ts'
import type { ReuseOfConnections } from '../relay/order.ts'
import type { Relays } from '../relay/relays.ts'
import { loginLimit, type StartedShell, startShell } from '../relay/start-shell.ts'
import { type SessionCost, ShellClient } from '../shell/client.ts'
import { checkTarget } from '../transport/address.ts'
import { answerBecomePrompt, becomePromptOf, withNeededBecome } from '../transport/become-prompt.ts'
import { ConnectionError, explainConnectionError, labelOf } from '../transport/connection-errors.ts'
import type { ConnectionLeases } from '../transport/persistent/leases.ts'
import { ChannelRefused } from '../transport/persistent/mux-channel.ts'
import type { ConnectionLease, Target } from '../transport/spawn.ts'
import type { BecomePrompt } from '../transport/ssh-args.ts'
import { withoutUnknownOptions } from '../transport/unknown-options.ts'
import type { Host } from './host.ts'
import { HostLock, type Locking, type LockSeries } from './host-lock.ts'
import { type HostCallbacks, remoteHost, sharedSession } from './remote-host.ts'

/** One shell on a host as one user, used for many requests. */
export interface Session {
  readonly target: Target
  readonly cost: SessionCost
  /** Whether its shell has responded. */
  readonly stands: boolean
  readonly isOpen: boolean
  /** Minimum seconds by which the host's clock is ahead of the controller's; negative if it is behind. */
  readonly clockOff: number
  readonly host: (told?: HostCallbacks) => Host
  readonly close: () => Promise<void>
}

/** Options for opening a session. */
export interface OpenOptions {
  /** When it aborts before the shell has responded, the attempt ends. */
  readonly signal?: AbortSignal | undefined
  /** The persistent connections of the run; absent to use none. */
  readonly kept?: ConnectionLeases
  /** The relays of the run; only targets with relays need them. */
  readonly relays?: Relays
  /**
   * True if the previous connection was lost or given up: then a persistent connection is not reused, but replaced.
   */
  readonly isAfresh?: boolean
  /** Options that the ssh of this machine does not support; found while connecting. */
  readonly unknown?: Set<string>
  /** The owner of this run's locks; if absent, other runs may change the host at the same time. */
  readonly locking?: Locking | undefined
  /** The series that this session belongs to; absent if it is the first of a new one. */
  readonly series?: LockSeries
  /** Called for each shell that is started. Requests to it are answered once it is open, or never. */
  readonly onBegun?: ((session: Session) => void) | undefined
}

/**
 * Connects and starts the shell, over a persistent connection if one works. Throws InputError if the target is
 * refused, ConnectionError (an UnreachableError) with reason and hint if no shell can be started.
 */
export async function openSession(wanted: Target, options: OpenOptions = {}): Promise<Session> {
  const { signal, kept, isAfresh } = options
  checkTarget(wanted)
  const target = withNeededBecome(wanted)
  const attempt = (lease?: ConnectionLease): Promise<Session> =>
    connect(wanted, target, options, (gate, unknown) =>
      startShell(target, gate, { kept: lease, unknown }, signal),
    )
  if (target.relays) return openByRelay(wanted, target, options)
  if (isAfresh) await kept?.forget(target)
  const way = await kept?.wayTo(target)
  if (!kept || !way) return attempt()
  if (way.isWarm) {
    const session = await attempt(way).catch((error: unknown) => {
      if (signal?.aborted) throw error
      if (error instanceof ChannelRefused) return error.kind === 'full' ? attempt() : undefined
      if (!(error instanceof ConnectionError) || error.kind === 'refused') throw error
    })
    // The host was restarted, or its link is down. Only a new connection can show which.
    return session ?? openSession(wanted, { ...options, isAfresh: true })
  }
  return attempt(way)
    .finally(way.release)
    .catch((error: unknown) => {
      if (!(error instanceof ConnectionError) || error.kind !== 'no socket' || signal?.aborted) throw error
      kept.giveUp(error.message)
      return attempt()
    })
}

/** Opens a session over a relay, which holds the persistent connections. */
async function openByRelay(wanted: Target, target: Target, options: OpenOptions): Promise<Session> {
  const { signal, kept, isAfresh, relays } = options
  if (!relays) throw new TypeError('a target with relays needs those of its run')
  let wasWarm = false
  const attempt = (reuse: ReuseOfConnections): Promise<Session> =>
    connect(wanted, target, options, async (gate, unknown) => {
      const started = await relays.start(target, gate, { reuse, unknown })
      void started.begun.then(({ isWarm }) => {
        wasWarm = isWarm
      })
      return started
    })
  const first = isAfresh ? 'afresh' : 'any'
  const reuse = kept ? first : 'none'
  return attempt(reuse).catch((error: unknown) => {
    if (signal?.aborted || !(error instanceof ConnectionError) || error.kind === 'refused') throw error
    if (error.kind === 'relay lost') return attempt(reuse)
    if (error.kind === 'no socket') return attempt('none')
    if (wasWarm) return attempt('afresh')
    throw error
  })
}

/** Starts the program that opens a shell, without the ssh options in `unknown`. */
type Start = (gate: BecomePrompt | undefined, unknown: ReadonlySet<string>) => Promise<StartedShell>

function connect(wanted: Target, target: Target, options: OpenOptions, start: Start): Promise<Session> {
  const { unknown = new Set() } = options
  return withoutUnknownOptions(unknown, () =>
    connectBy(wanted, target, options, gate => start(gate, unknown)),
  )
}

async function connectBy(
  wanted: Target,
  target: Target,
  { signal, locking, series, onBegun, isAfresh }: OpenOptions,
  start: (gate: BecomePrompt | undefined) => Promise<StartedShell>,
): Promise<Session> {
  const gate = becomePromptOf(target)
  let started: StartedShell | undefined
  let deadline: NodeJS.Timeout | undefined
  let isOver = false
  let abort = (): void => {}
  try {
    started = await start(gate)
    const { running, begun } = started
    const protocol = new ShellClient(running, labelOf(target), { beatsAtOnce: isAfresh })
    void begun.then(({ isWarm }) => {
      if (!isOver) deadline = refuseLate(protocol, target, isWarm)
    })
    abort = () => protocol.refuse('the run is over')
    signal?.addEventListener('abort', abort)
    if (signal?.aborted) abort()
    if (gate) await answerBecomePrompt(protocol, gate, target)
    protocol.begin()
    // The controller itself is not locked: it belongs to the user, and many runs may work on it at the same time.
    const isLocked = locking && target.connection !== 'local'
    const lock = isLocked ? new HostLock(target, locking, protocol, series) : undefined
    // Before any probe: once the lock is taken, all requests of an earlier session have ended, or are never executed.
    if (series?.wasLocked) lock?.take().catch(() => {})
    const session = sessionOver(wanted, protocol, lock)
    onBegun?.(session)
    await protocol.ready
    started.stands()
    // If a persistent connection has no room for another session, ssh connects separately.
    const isReused = (await begun).isWarm && !/disabling multiplexing/.test(protocol.noise.text)
    if (isReused) protocol.cost.connections = 0
    return session
  } catch (error) {
    if (!(error instanceof UnreachableError) || error instanceof ConnectionError) throw error
    throw started?.refusal() ?? explainConnectionError(target, error, gate?.prompt)
  } finally {
    isOver = true
    clearTimeout(deadline)
    signal?.removeEventListener('abort', abort)
    await started?.endLogin()
  }
}

/**
 * Gives up a shell that does not respond in time. A persistent connection gets less time, since it needs no login; if
 * its shell does not start, a new connection is tried.
 */
function refuseLate(protocol: ShellClient, target: Target, isWarm: boolean): NodeJS.Timeout {
  const limit = isWarm ? target.connectTimeout : loginLimit(target)
  return setTimeout(
    () => protocol.refuse(`no shell within ${limit} s: ${protocol.noise.tail()}`),
    timerDelay(limit * 1000),
  )
}

function sessionOver(target: Target, protocol: ShellClient, lock: HostLock | undefined): Session {
  const common = sharedSession(target.name, protocol, lock)
  return {
    target,
    cost: protocol.cost,
    get clockOff() {
      return protocol.clockOff
    },
    get stands() {
      return protocol.isReady
    },
    get isOpen() {
      return protocol.isOpen
    },
    host: told => remoteHost(target.name, protocol, told, common),
    close: () => protocol.close(),
  }
}
