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
  readonly isReady: boolean
  readonly isOpen: boolean
  /** Minimum seconds by which the host's clock is ahead of the controller's; negative if it is behind. */
  readonly clockOffset: number
  readonly host: (callbacks?: HostCallbacks) => Host
  readonly close: () => Promise<void>
}

/** Options for opening a session. */
export interface OpenOptions {
  /** When it aborts before the shell has responded, the attempt ends. */
  readonly signal?: AbortSignal | undefined
  /** The persistent connections of the run; absent to use none. */
  readonly leases?: ConnectionLeases
  /** The relays of the run; only targets with relays need them. */
  readonly relays?: Relays
  /**
   * True if the previous connection was lost or given up: then a persistent connection is not reused, but replaced.
   */
  readonly isNewConnection?: boolean
  /** Options that the ssh of this machine does not support; found while connecting. */
  readonly unknownOptions?: Set<string>
  /** The owner of this run's locks; if absent, other runs may change the host at the same time. */
  readonly locking?: Locking | undefined
  /** The series that this session belongs to; absent if it is the first of a new one. */
  readonly series?: LockSeries
  /** Called for each shell that is started. Requests to it are answered once it is open, or never. */
  readonly onStarted?: ((session: Session) => void) | undefined
}

/**
 * Connects and starts the shell, over a persistent connection if one works. Throws InputError if the target is
 * refused, ConnectionError (an UnreachableError) with reason and hint if no shell can be started.
 */
export async function openSession(wanted: Target, options: OpenOptions = {}): Promise<Session> {
  const { signal, leases, isNewConnection } = options
  checkTarget(wanted)
  const target = withNeededBecome(wanted)
  const attempt = (connectionLease?: ConnectionLease): Promise<Session> =>
    connect(wanted, target, options, (becomePrompt, unknownOptions) =>
      startShell(target, becomePrompt, { lease: connectionLease, unknownOptions }, signal),
    )
  if (target.relays) return openByRelay(wanted, target, options)
  if (isNewConnection) await leases?.forget(target)
  const lease = await leases?.acquire(target)
  if (!leases || !lease) return attempt()
  if (lease.isWarm) {
    const session = await attempt(lease).catch((error: unknown) => {
      if (signal?.aborted) throw error
      if (error instanceof ChannelRefused) return error.kind === 'full' ? attempt() : undefined
      if (!(error instanceof ConnectionError) || error.kind === 'refused') throw error
    })
    // The host was restarted, or its link is down. Only a new connection can show which.
    return session ?? openSession(wanted, { ...options, isNewConnection: true })
  }
  return attempt(lease)
    .finally(lease.release)
    .catch((error: unknown) => {
      if (!(error instanceof ConnectionError) || error.kind !== 'no socket' || signal?.aborted) throw error
      leases.disable(error.message)
      return attempt()
    })
}

/** Opens a session over a relay, which holds the persistent connections. */
async function openByRelay(wanted: Target, target: Target, options: OpenOptions): Promise<Session> {
  const { signal, leases, isNewConnection, relays } = options
  if (!relays) throw new TypeError('a target with relays needs those of its run')
  let wasWarm = false
  const attempt = (reuse: ReuseOfConnections): Promise<Session> =>
    connect(wanted, target, options, async (becomePrompt, unknown) => {
      const started = await relays.start(target, becomePrompt, { reuse, unknown })
      void started.connecting.then(({ isWarm }) => {
        wasWarm = isWarm
      })
      return started
    })
  const first = isNewConnection ? 'afresh' : 'any'
  const reuse = leases ? first : 'none'
  return attempt(reuse).catch((error: unknown) => {
    if (signal?.aborted || !(error instanceof ConnectionError) || error.kind === 'refused') throw error
    if (error.kind === 'relay lost') return attempt(reuse)
    if (error.kind === 'no socket') return attempt('none')
    if (wasWarm) return attempt('afresh')
    throw error
  })
}

/** Starts the program that opens a shell, without the ssh options in `unknown`. */
type Start = (becomePrompt: BecomePrompt | undefined, unknown: ReadonlySet<string>) => Promise<StartedShell>

function connect(wanted: Target, target: Target, options: OpenOptions, start: Start): Promise<Session> {
  const { unknownOptions = new Set() } = options
  return withoutUnknownOptions(unknownOptions, () =>
    connectBy(wanted, target, options, becomePrompt => start(becomePrompt, unknownOptions)),
  )
}

async function connectBy(
  wanted: Target,
  target: Target,
  { signal, locking, series, onStarted, isNewConnection }: OpenOptions,
  start: (prompt: BecomePrompt | undefined) => Promise<StartedShell>,
): Promise<Session> {
  const prompt = becomePromptOf(target)
  let started: StartedShell | undefined
  let deadline: NodeJS.Timeout | undefined
  let isFinished = false
  let abort = (): void => {}
  try {
    started = await start(prompt)
    const { running, connecting } = started
    const client = new ShellClient(running, labelOf(target), { startsHeartbeat: isNewConnection })
    void connecting.then(({ isWarm }) => {
      if (!isFinished) deadline = refuseLate(client, target, isWarm)
    })
    abort = () => client.refuse('the run is over')
    signal?.addEventListener('abort', abort)
    if (signal?.aborted) abort()
    if (prompt) await answerBecomePrompt(client, prompt, target)
    client.begin()
    // The controller itself is not locked: it belongs to the user, and many runs may work on it at the same time.
    const isLocked = locking && target.connection !== 'local'
    const lock = isLocked ? new HostLock(target, locking, client, series) : undefined
    // Before any probe: once the lock is taken, all requests of an earlier session have ended, or are never executed.
    if (series?.wasLocked) lock?.acquire().catch(() => {})
    const session = sessionOver(wanted, client, lock)
    onStarted?.(session)
    await client.ready
    started.markReady()
    // If a persistent connection has no room for another session, ssh connects separately.
    const isReused = (await connecting).isWarm && !/disabling multiplexing/.test(client.strayOutput.text)
    if (isReused) client.cost.connections = 0
    return session
  } catch (error) {
    if (!(error instanceof UnreachableError) || error instanceof ConnectionError) throw error
    throw started?.refusal() ?? explainConnectionError(target, error, prompt?.prompt)
  } finally {
    isFinished = true
    clearTimeout(deadline)
    signal?.removeEventListener('abort', abort)
    await started?.endLogin()
  }
}

/**
 * Gives up a shell that does not respond in time. A persistent connection gets less time, since it needs no login; if
 * its shell does not start, a new connection is tried.
 */
function refuseLate(client: ShellClient, target: Target, isWarm: boolean): NodeJS.Timeout {
  const limit = isWarm ? target.connectTimeout : loginLimit(target)
  return setTimeout(
    () => client.refuse(`no shell within ${limit} s: ${client.strayOutput.tail()}`),
    timerDelay(limit * 1000),
  )
}

function sessionOver(target: Target, client: ShellClient, lock: HostLock | undefined): Session {
  const common = sharedSession(target.name, client, lock)
  return {
    target,
    cost: client.cost,
    get clockOffset() {
      return client.clockOffset
    },
    get isReady() {
      return client.isReady
    },
    get isOpen() {
      return client.isOpen
    },
    host: callbacks => remoteHost(target.name, client, callbacks, common),
    close: () => client.close(),
  }
}
