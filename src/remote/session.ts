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
  /** Seconds by which the host's clock is ahead of ours at least; negative where it is behind. */
  readonly clockOff: number
  readonly host: (told?: HostCallbacks) => Host
  readonly close: () => Promise<void>
}

/** Seconds for a login and the start of a shell, after the connection's own. */
const LOGIN = 30

/** How a session is opened. */
export interface OpenOptions {
  /** Ends the attempt, where it comes before the shell has answered. */
  readonly signal?: AbortSignal | undefined
  /** Where connections are kept between runs. */
  readonly kept?: ConnectionLeases
  /** The connection before was lost or given up: no kept one is used, and it makes way for a new one. */
  readonly isAfresh?: boolean
  /** Options that the ssh of this machine turned out not to know. */
  readonly unknown?: Set<string>
  /** Whose run it is; without, other runs are not kept away. */
  readonly locking?: Locking | undefined
  /** The sessions that this one follows; absent where it follows none. */
  readonly series?: LockSeries
  /** Told of each shell that was begun: what it is asked is answered when it stands, if it ever does. */
  readonly onBegun?: ((session: Session) => void) | undefined
}

/**
 * Connects and starts the shell, over a kept connection where there is one that works.
 * Throws InputError where the target is refused, NoSession (an UnreachableError) where there is no shell to be had,
 * saying why and what to do.
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
    const protocol = new ShellClient(running, labelOf(target), { isPatient: isAfresh })
    // A kept connection needs no login: where its shell does not come, a new one is tried.
    const patience = target.connectTimeout + (kept?.isWarm ? 0 : LOGIN)
    deadline = setTimeout(() => {
      protocol.refuse(`no shell within ${patience} s: ${protocol.noise.tail()}`)
    }, patience * 1000)
    abort = () => protocol.refuse('the run is over')
    signal?.addEventListener('abort', abort)
    if (signal?.aborted) abort()
    if (gate) await answerBecomePrompt(protocol, gate, target)
    protocol.begin()
    // This machine is the user's own, and many runs may work on it at once.
    const isLocked = locking && target.connection !== 'local'
    const lock = isLocked ? new HostLock(target, locking, protocol, series) : undefined
    // Before anything is asked: what a session before may have been sent is done by now, or never will be.
    if (series?.wasLocked) lock?.take().catch(() => {})
    const session = sessionOver(wanted, protocol, lock)
    onBegun?.(session)
    await protocol.ready
    if (kept) running.spareOthers()
    // Where a kept connection has no room for another session, ssh connects by itself.
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

/** The shell over a kept connection, without an ssh of its own; undefined where that is left to ssh. Throws ChannelRefused. */
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
