import { once } from 'node:events'
import type { Readable } from 'node:stream'
import type { Running } from '../shell/exchange.ts'
import { checkTarget } from '../transport/address.ts'
import type { Inflow } from '../transport/inflow.ts'
import type { Outflow } from '../transport/outflow.ts'
import type { ConnectionLeases } from '../transport/persistent/leases.ts'
import { ChannelRefused } from '../transport/persistent/mux-channel.ts'
import type { ConnectionLease } from '../transport/spawn.ts'
import { becomePromptFor } from '../transport/ssh-args.ts'
import type { Frame } from './frame.ts'
import type { FrameLink } from './link.ts'
import type { ShellOrder } from './order.ts'
import { inflowOver, outflowOver } from './session-streams.ts'
import { type StartedShell, startShell } from './start-shell.ts'

/** Milliseconds for a shell to exit when its input has ended. */
const GRACE = 2000

/** A shell of a host that a relay holds for a controller. */
export class HeldShell {
  /** Resolves when it has ended, or was not started. */
  readonly ended: Promise<void>
  readonly #session: number
  readonly #link: FrameLink
  readonly #stdin: Inflow
  readonly #out: { readonly stdout: Outflow; readonly stderr: Outflow }
  readonly #stopping = new AbortController()
  #held: Held | undefined
  #settle: () => void = () => {}

  constructor(session: number, link: FrameLink) {
    this.#session = session
    this.#link = link
    this.#stdin = inflowOver(link, session, 'stdin')
    this.#out = { stdout: outflowOver(link, session, 'stdout'), stderr: outflowOver(link, session, 'stderr') }
    this.ended = new Promise(resolve => {
      this.#settle = resolve
    })
  }

  /**
   * Starts it. Resolves when its program has written something or has ended: then its login is over. Throws InputError for a target
   * that is refused, ConnectionError if it cannot be started.
   */
  async start({ target, nonce, reuse, unknown }: ShellOrder, leases: ConnectionLeases): Promise<void> {
    const { signal } = this.#stopping
    try {
      checkTarget(target)
      const gate = nonce === undefined ? undefined : becomePromptFor(nonce)
      this.#held = await startOver(target, leases, reuse, signal, kept =>
        startShell(target, gate, { kept, unknown: new Set(unknown) }, signal),
      )
    } catch (error) {
      this.#settle()
      throw error
    }
    const { started, release } = this.#held
    const { running } = started
    if (signal.aborted) running.kill()
    const { isWarm } = await started.begun
    this.#link.send({ type: 'begun', session: this.#session, isWarm })
    const output = this.#pipe(running)
    void running.ended.then(async status => {
      await Promise.all([started.endLogin(), output])
      release()
      this.#link.send({ type: 'ended', session: this.#session, status })
      this.#settle()
    })
    await Promise.race([firstOutput(running), running.ended])
  }

  /** Takes a frame of the controller. */
  take(frame: Frame): void {
    if (frame.type === 'data') this.#stdin.came(frame.bytes)
    else if (frame.type === 'end') this.#stdin.push(null)
    else if (frame.type === 'credit' && frame.stream !== 'stdin') this.#out[frame.stream].credit(frame.size)
    else if (frame.type === 'kill') this.#kill()
    else if (frame.type === 'stands' && this.#held) {
      this.#held.started.stands()
      this.#held.release()
      void this.#held.started.endLogin()
    }
  }

  /** Sends what waits for room on the link. */
  pump(): void {
    this.#out.stdout.pump()
    this.#out.stderr.pump()
  }

  /** Ends it without its controller: its input ends, and its further output is discarded. */
  async close(): Promise<void> {
    this.#stdin.push(null)
    this.#discardOutput()
    if (!this.#held) this.#stopping.abort()
    const timer = setTimeout(() => this.#kill(), GRACE)
    await this.ended
    clearTimeout(timer)
  }

  #kill(): void {
    this.#stopping.abort()
    this.#held?.started.running.kill()
    this.#discardOutput()
  }

  #discardOutput(): void {
    const running = this.#held?.started.running
    for (const stream of [running?.stdout, running?.stderr]) stream?.unpipe().resume()
    for (const stream of [this.#out.stdout, this.#out.stderr]) stream.destroy()
  }

  /** Resolves when all output has been sent or discarded. */
  async #pipe({ stdin, stdout, stderr, kill }: Running): Promise<void> {
    // A shell that takes no more input is of no use, and does not always end itself.
    stdin.on('error', kill)
    this.#stdin.pipe(stdin)
    await Promise.all([sendAll(stdout, this.#out.stdout), sendAll(stderr, this.#out.stderr)])
  }
}

/** Resolves when all that a program writes to a stream has been sent, or is discarded. */
async function sendAll(from: Readable, to: Outflow): Promise<void> {
  if (to.destroyed) {
    from.resume()
    return
  }
  const isOver = once(to, 'close')
  from.pipe(to)
  // A process that the program left behind may hold the stream, which then is closed without an end.
  from.once('close', () => to.end())
  await isOver
}

/** A started shell, and what lets others use its persistent connection, once. */
interface Held {
  readonly started: StartedShell
  readonly release: () => void
}

/** Starts a shell over a persistent connection if one works, else over a new one. Throws without a start once the signal is aborted. */
async function startOver(
  target: ShellOrder['target'],
  leases: ConnectionLeases,
  reuse: ShellOrder['reuse'],
  signal: AbortSignal,
  start: (kept?: ConnectionLease) => Promise<StartedShell>,
): Promise<Held> {
  signal.throwIfAborted()
  const alone = async (): Promise<Held> => ({ started: await start(), release: () => {} })
  if (reuse === 'none') return alone()
  if (reuse === 'afresh') await leases.forget(target)
  const way = await leases.wayTo(target)
  if (!way) return alone()
  try {
    signal.throwIfAborted()
    const started = await start(way)
    let isReleased = false
    const release = (): void => {
      if (!isReleased) way.release()
      isReleased = true
    }
    return { started, release }
  } catch (error) {
    way.release()
    if (!(error instanceof ChannelRefused)) throw error
    signal.throwIfAborted()
    return error.kind === 'full' ? alone() : startOver(target, leases, 'afresh', signal, start)
  }
}

function firstOutput({ stdout, stderr }: Running): Promise<unknown> {
  return Promise.race([stdout, stderr].map(stream => new Promise(resolve => stream.once('data', resolve))))
}
