import { timerDelay } from '../base/timer-delay.ts'
import { UnreachableError } from '../errors.ts'
import { type SessionCost, ShellClient } from '../shell/client.ts'
import type { Running } from '../shell/exchange.ts'
import { checkTarget } from '../transport/address.ts'
import { asksForPassword, openAskpass } from '../transport/askpass.ts'
import { answerBecomePrompt, becomePromptOf, withNeededBecome } from '../transport/become-prompt.ts'
import { ConnectionError, explainConnectionError, labelOf } from '../transport/connection-errors.ts'
import { openKeyAgent } from '../transport/key-agent.ts'
import type { ConnectionLeases } from '../transport/persistent/leases.ts'
import { ChannelRefused, openChannel } from '../transport/persistent/mux-channel.ts'
import { sentVariables } from '../transport/persistent/sent-environment.ts'
import { type ConnectionLease, start, type Target } from '../transport/spawn.ts'
import { type BecomePrompt, commandOf, loginText, type SshWay, unknownOption } from '../transport/ssh-args.ts'
import type { Host } from './host.ts'
import { HostLock, type Locking, type LockSeries } from './lock.ts'
import { type HostCallbacks, remoteHost, sharedSession } from './remote-host.ts'

/** One persistent shell on one host as one user. */
export interface Session {
  readonly target: Target
  readonly cost: SessionCost
  /** Its shell has answered. */
  readonly stands: boolean
  readonly isOpen: boolean
  /** Minimum seconds by which the host's clock is ahead of the controller's; negative if it is behind. */
  readonly clockOff: number
  readonly host: (told?: HostCallbacks) => Host
  readonly close: () => Promise<void>
}

/** Seconds for a login and the start of a shell, after the connection's own. */
const LOGIN = 30

/** How a session is opened. */
export interface OpenOptions {
  /** Ends the attempt if it aborts before the shell has responded. */
  readonly signal?: AbortSignal | undefined
  /** The store of persistent connections between runs. */
  readonly kept?: ConnectionLeases
  /** The connection before was lost or given up: no kept one is used, and it makes way for a new one. */
  readonly isAfresh?: boolean
  /** Options that the ssh of this machine turned out not to know. */
  readonly unknown?: Set<string>
  /** Whose run it is; without, other runs are not kept away. */
  readonly locking?: Locking | undefined
  /** The series of sessions that this one belongs to; absent if it is the first. */
  readonly series?: LockSeries
  /** Called for each shell that is started: its requests are answered when it is open, if it ever is. */
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
  if (isAfresh) await kept?.forget(target)
  const way = await kept?.wayTo(target)
  if (!kept || !way) return connect(wanted, target, options)
  if (way.isWarm) {
    const session = await connect(wanted, target, options, way).catch((error: unknown) => {
      if (signal?.aborted) throw error
      if (error instanceof ChannelRefused)
        return error.kind === 'full' ? connect(wanted, target, options) : undefined
      if (!(error instanceof ConnectionError) || error.kind === 'refused') throw error
    })
    // Else its host was restarted, or its link is down: what counts is what a new connection says.
    return session ?? openSession(wanted, { ...options, isAfresh: true })
  }
  const made = connect(wanted, target, options, way).finally(way.release)
  return made.catch((error: unknown) => {
    if (!(error instanceof ConnectionError) || error.kind !== 'no socket' || signal?.aborted) throw error
    kept.giveUp(error.message)
    return connect(wanted, target, options)
  })
}

/** Connects, and once more for each option that ssh here is too old to know. */
async function connect(
  wanted: Target,
  target: Target,
  options: OpenOptions,
  kept?: ConnectionLease,
): Promise<Session> {
  const { unknown = new Set() } = options
  for (;;) {
    try {
      return await connectBy(wanted, target, options, { kept, unknown })
    } catch (error) {
      const name = error instanceof ConnectionError ? unknownOption(error.message) : undefined
      if (name === undefined || unknown.has(name)) throw error
      unknown.add(name)
    }
  }
}

async function connectBy(
  wanted: Target,
  target: Target,
  { signal, locking, series, onBegun, isAfresh }: OpenOptions,
  way: SshWay,
): Promise<Session> {
  const { kept } = way
  const gate = becomePromptOf(target)
  const closing: (() => unknown)[] = []
  let deadline: NodeJS.Timeout | undefined
  let abort = (): void => {}
  try {
    const channel = kept?.isWarm ? await overMaster(target, gate, kept, signal) : undefined
    const running = channel ?? (await startProgram(target, gate, way, close => closing.push(close)))
    const protocol = new ShellClient(running, labelOf(target), { beatsAtOnce: isAfresh })
    // A persistent connection needs no login: if its shell does not start, a new connection is tried.
    const limit = target.connectTimeout + (kept?.isWarm ? 0 : LOGIN)
    deadline = setTimeout(
      () => {
        protocol.refuse(`no shell within ${limit} s: ${protocol.noise.tail()}`)
      },
      timerDelay(limit * 1000),
    )
    abort = () => protocol.refuse('the run is over')
    signal?.addEventListener('abort', abort)
    if (signal?.aborted) abort()
    if (gate) await answerBecomePrompt(protocol, gate, target)
    protocol.begin()
    // This machine is the user's own, and many runs may work on it at once.
    const isLocked = locking && target.connection !== 'local'
    const lock = isLocked ? new HostLock(target, locking, protocol, series) : undefined
    // Before any probe: all requests of an earlier session are finished by now, or never will be.
    if (series?.wasLocked) lock?.take().catch(() => {})
    const session = sessionOver(wanted, protocol, lock)
    onBegun?.(session)
    await protocol.ready
    if (kept) running.spareOthers()
    // If a persistent connection has no room for another session, ssh connects separately.
    const isReused = kept?.isWarm && !/disabling multiplexing/.test(protocol.noise.text)
    if (isReused) protocol.cost.connections = 0
    return session
  } catch (error) {
    if (!(error instanceof UnreachableError) || error instanceof ConnectionError) throw error
    throw explainConnectionError(target, error, gate?.prompt)
  } finally {
    clearTimeout(deadline)
    signal?.removeEventListener('abort', abort)
    await Promise.all(closing.map(close => close()))
  }
}

/** Starts the program that gives the shell; what it needs for the login alone is to be closed after. */
async function startProgram(
  target: Target,
  gate: BecomePrompt | undefined,
  way: SshWay,
  closeLater: (close: () => Promise<void>) => void,
): Promise<Running> {
  const words = commandOf(target, gate, way)
  if (target.connection !== 'ssh') return start(words)
  const agent = target.passphrase && (await openKeyAgent(target))
  if (agent) closeLater(agent.close)
  // safety: a prompt from the host is never answered with the key passphrase
  const askpass = target.password && (await openAskpass(target.password, asksForPassword))
  if (askpass) closeLater(askpass.close)
  // What ssh says is read by `explain`.
  const running = await start(words, { LC_ALL: 'C', ...agent?.environment, ...askpass?.environment })
  askpass?.belongsTo(running.pid)
  return running
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

/** The shell over a kept connection, without an ssh of its own; undefined if that is left to ssh. Throws ChannelRefused. */
async function overMaster(
  target: Target,
  gate: BecomePrompt | undefined,
  { socket, spoil }: ConnectionLease,
  signal: AbortSignal | undefined,
): Promise<Running | undefined> {
  const environment = sentVariables(target.sshArgs, { ...process.env, LC_ALL: 'C' })
  if (!environment) return undefined
  const options = {
    ...{ command: loginText(target, gate), environment, signal, onSpoilt: spoil },
    timeout: target.connectTimeout * 1000,
  }
  return openChannel(socket, options).catch(error => {
    if (error instanceof ChannelRefused && error.kind === 'unable') return undefined
    throw error
  })
}
