import { setTimeout as delay } from 'node:timers/promises'
import type { Running } from '../shell/exchange.ts'
import { ConnectionError } from '../transport/connection-errors.ts'
import type { Target } from '../transport/spawn.ts'
import type { Frame } from './frame.ts'
import { FrameLink } from './link.ts'
import type { ShellRequest } from './order.ts'
import { pumpInTurns } from './pump-in-turns.ts'
import { RelayedShell } from './relayed-shell.ts'
import type { StartedShell } from './start-shell.ts'

/** Milliseconds that a relay has to close its persistent connections and exit. */
const GRACE = 5000

/** The controller's end of one relay that has greeted: starts shells over it. */
export class Relay {
  readonly #name: string
  readonly #running: Running
  readonly #link: FrameLink
  readonly #shells = new Map<number, RelayedShell>()
  readonly #forgetting = new Map<number, () => void>()
  #last = 0
  /** Why the relay can start no more shells; undefined while it is open. */
  #loss: ConnectionError | undefined

  /** `why` returns what the relay's program has written to stderr. `onLost` is called once if the relay is lost. */
  constructor(name: string, running: Running, { why, onLost }: { why: () => string; onLost: () => void }) {
    this.#name = name
    this.#running = running
    this.#link = new FrameLink(running.stdout, running.stdin, {
      frame: frame => this.#take(frame),
      drain: () => pumpInTurns(this.#shells, () => this.#link.isFull),
      lost: reason => {
        running.kill()
        onLost()
        this.#lose([reason, why()].filter(text => text !== '').join(': '))
      },
    })
  }

  get isOpen(): boolean {
    return this.#loss === undefined
  }

  /**
   * Starts a shell over the relay; if the relay was lost, the shell ends at once. Input may be written to the shell
   * immediately.
   */
  start(order: ShellRequest): StartedShell {
    const session = this.#next()
    const shell = new RelayedShell(session, this.#link)
    this.#shells.set(session, shell)
    void shell.started.running.ended.then(() => this.#shells.delete(session))
    this.#link.send({ type: 'open', session, order })
    if (this.#loss) shell.lose(this.#loss)
    return shell.started
  }

  /** Makes the relay use a new connection for the next session with a target. */
  async forget(target: Target): Promise<void> {
    const session = this.#next()
    await new Promise<void>(resolve => {
      this.#forgetting.set(session, resolve)
      this.#link.send({ type: 'forget', session, target })
    })
    this.#forgetting.delete(session)
  }

  /** Closes the relay; sessions that are still open end with it. */
  async close(): Promise<void> {
    this.#link.close()
    this.#lose('the run is over')
    const timer = new AbortController()
    await Promise.race([this.#running.ended, delay(GRACE, undefined, { signal: timer.signal })])
    timer.abort()
    this.#running.kill()
  }

  #next(): number {
    this.#last += 1
    return this.#last
  }

  #take(frame: Frame): void {
    if (frame.type === 'forgotten') this.#forgetting.get(frame.session)?.()
    else this.#shells.get(frame.session)?.take(frame)
  }

  #lose(reason: string): void {
    const error = new ConnectionError(`the relay ${this.#name} was lost: ${reason}`, {
      ...{ kind: 'relay lost', cause: undefined },
      hint: 'see whether its machine is up and has memory left',
    })
    this.#loss = error
    for (const shell of this.#shells.values()) shell.lose(error)
    for (const resolve of this.#forgetting.values()) resolve()
  }
}
