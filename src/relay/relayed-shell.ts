import { ConnectionError } from '../transport/connection-errors.ts'
import type { Inflow } from '../transport/inflow.ts'
import type { Outflow } from '../transport/outflow.ts'
import type { Frame } from './frame.ts'
import type { FrameLink } from './link.ts'
import { inflowOver, outflowOver } from './session-streams.ts'
import type { StartedShell } from './start-shell.ts'

/** The controller's end of a shell that a relay runs. */
export class RelayedShell {
  readonly started: StartedShell
  readonly #session: number
  readonly #link: FrameLink
  readonly #stdin: Outflow
  readonly #in: { readonly stdout: Inflow; readonly stderr: Inflow }
  #onConnecting: (how: { isWarm: boolean }) => void = () => {}
  #refusal: ConnectionError | undefined
  #status: number | null = null

  constructor(session: number, link: FrameLink) {
    this.#session = session
    this.#link = link
    this.#stdin = outflowOver(link, session, 'stdin')
    this.#in = { stdout: inflowOver(link, session, 'stdout'), stderr: inflowOver(link, session, 'stderr') }
    const { stdout, stderr } = this.#in
    const closed = [stdout, stderr].map(stream => new Promise(resolve => stream.once('close', resolve)))
    const connecting = new Promise<{ isWarm: boolean }>(resolve => {
      this.#onConnecting = resolve
    })
    this.started = {
      running: {
        ...{ stdin: this.#stdin, stdout, stderr, pid: undefined },
        ended: Promise.all(closed).then(() => this.#status),
        kill: () => this.#kill(),
        spareOthers: () => {},
      },
      connecting,
      refusal: () => this.#refusal,
      markReady: () => link.send({ type: 'ready', session }),
      endLogin: async () => {},
    }
  }

  /** Handles a frame from the relay. */
  take(frame: Frame): void {
    if (frame.type === 'connecting') this.#onConnecting({ isWarm: frame.isWarm })
    else if (frame.type === 'data' && frame.stream !== 'stdin') this.#in[frame.stream].receive(frame.bytes)
    else if (frame.type === 'end' && frame.stream !== 'stdin') this.#in[frame.stream].push(null)
    else if (frame.type === 'credit') this.#stdin.credit(frame.size)
    else if (frame.type === 'ended') this.#end(frame.status)
    else if (frame.type === 'refused') {
      const { message, hint, kind } = frame.refusal
      this.#refusal = new ConnectionError(message, { kind, hint, cause: undefined })
      this.#end(255)
    }
  }

  /** Sends waiting input when the link has room again. */
  pump(): void {
    this.#stdin.pump()
  }

  /** Ends the shell with the error that says why its relay was lost. */
  lose(error: ConnectionError): void {
    this.#refusal = error
    this.#in.stderr.push(`${error.message}\n`)
    this.#end(255)
  }

  #end(status: number | null): void {
    this.#status = status
    // A relay that is lost or faulty may end a session that it never began.
    this.#onConnecting({ isWarm: false })
    this.#stdin.destroy()
    this.#in.stdout.push(null)
    this.#in.stderr.push(null)
  }

  #kill(): void {
    this.#status = null
    this.#link.send({ type: 'kill', session: this.#session })
    for (const stream of [this.#stdin, this.#in.stdout, this.#in.stderr]) stream.destroy()
  }
}
