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
import type { ShellRequest } from './order.ts'
import { inflowOver, outflowOver } from './session-streams.ts'
import { type StartedShell, startShell } from './start-shell.ts'

/** Milliseconds that a shell has to exit after the end of its input. */
const GRACE = 2000

/** A shell on a host that a relay runs for a controller. */
export class ServedShell {
  /** Resolves when the shell has ended, or could not be started. */
  readonly ended: Promise<void>
  readonly #session: number
  readonly #link: FrameLink
  readonly #stdin: Inflow
  readonly #out: { readonly stdout: Outflow; readonly stderr: Outflow }
  readonly #stopping = new AbortController()
  #held: LeasedShell | undefined
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
   * Starts the shell. Resolves when its program has written something or has ended, since its login is over then.
   * Throws InputError for a target that is refused, ConnectionError if the shell cannot be started.
   */
  async start({ target, nonce, reuse, unknown }: ShellRequest, leases: ConnectionLeases): Promise<void> {
    const { signal } = this.#stopping
    try {
      checkTarget(target)
      const becomePrompt = nonce === undefined ? undefined : becomePromptFor(nonce)
      this.#held = await startWithReuse(target, leases, reuse, signal, lease =>
        startShell(target, becomePrompt, { lease, unknownOptions: new Set(unknown) }, signal),
      )
    } catch (error) {
      this.#settle()
      throw error
    }
    const { started, release } = this.#held
    const { running } = started
    if (signal.aborted) running.kill()
    const { isWarm } = await started.connecting
    this.#link.send({ type: 'connecting', session: this.#session, isWarm })
    const output = this.#pipe(running)
    void running.ended.then(async status => {
      await Promise.all([started.endLogin(), output])
      release()
      this.#link.send({ type: 'ended', session: this.#session, status })
      this.#settle()
    })
    await Promise.race([firstOutput(running), running.ended])
  }

  /** Handles a frame from the controller. */
  receive(frame: Frame): void {
    if (frame.type === 'data') this.#stdin.receive(frame.bytes)
    else if (frame.type === 'end') this.#stdin.push(null)
    else if (frame.type === 'credit' && frame.stream !== 'stdin') this.#out[frame.stream].credit(frame.size)
    else if (frame.type === 'kill') this.#kill()
    else if (frame.type === 'ready' && this.#held) {
      this.#held.started.markReady()
      this.#held.release()
      void this.#held.started.endLogin()
    }
  }

  /** Sends waiting output when the link has room again. */
  pump(): void {
    this.#out.stdout.pump()
    this.#out.stderr.pump()
  }

  /** Ends the shell when its controller is gone: closes its input and discards its further output. */
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

  /**
   * Connects the streams of a program to those of the session. Resolves when all output has been sent or discarded.
   */
  async #pipe({ stdin, stdout, stderr, kill }: Running): Promise<void> {
    // A shell that accepts no more input is useless, and does not always end by itself.
    stdin.on('error', kill)
    this.#stdin.pipe(stdin)
    await Promise.all([sendAll(stdout, this.#out.stdout), sendAll(stderr, this.#out.stderr)])
  }
}

/** Sends a stream of a program. Resolves when all of it has been sent or discarded. */
async function sendAll(from: Readable, to: Outflow): Promise<void> {
  if (to.destroyed) {
    from.resume()
    return
  }
  const isOver = once(to, 'close')
  from.pipe(to)
  // A background process of the program may keep the stream open; it then closes without an `end` event.
  from.once('close', () => to.end())
  await isOver
}

/** A started shell. `release` lets other sessions use its persistent connection; later calls do nothing. */
interface LeasedShell {
  readonly started: StartedShell
  readonly release: () => void
}

/**
 * Starts a shell over a persistent connection if there is one that works, else over a new connection. If the signal
 * is aborted, throws without starting anything.
 */
async function startWithReuse(
  target: ShellRequest['target'],
  leases: ConnectionLeases,
  reuse: ShellRequest['reuse'],
  signal: AbortSignal,
  start: (kept?: ConnectionLease) => Promise<StartedShell>,
): Promise<LeasedShell> {
  signal.throwIfAborted()
  const startWithoutLease = async (): Promise<LeasedShell> => ({ started: await start(), release: () => {} })
  if (reuse === 'none') return startWithoutLease()
  if (reuse === 'afresh') await leases.forget(target)
  const lease = await leases.acquire(target)
  if (!lease) return startWithoutLease()
  try {
    signal.throwIfAborted()
    const started = await start(lease)
    let isReleased = false
    const release = (): void => {
      if (!isReleased) lease.release()
      isReleased = true
    }
    return { started, release }
  } catch (error) {
    lease.release()
    if (!(error instanceof ChannelRefused)) throw error
    signal.throwIfAborted()
    return error.kind === 'full'
      ? startWithoutLease()
      : startWithReuse(target, leases, 'afresh', signal, start)
  }
}

function firstOutput({ stdout, stderr }: Running): Promise<unknown> {
  return Promise.race([stdout, stderr].map(stream => new Promise(resolve => stream.once('data', resolve))))
}
