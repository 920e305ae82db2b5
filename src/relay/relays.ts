import { ConnectionError } from '../transport/connection-errors.ts'
import type { RelayTarget, Target } from '../transport/spawn.ts'
import type { BecomePrompt } from '../transport/ssh-args.ts'
import { relaysInOrder } from './choose-relay.ts'
import { openRelay } from './open-relay.ts'
import type { ReuseOfConnections } from './order.ts'
import type { Relay } from './relay.ts'
import type { StartedShell } from './start-shell.ts'

/** Options for starting a shell over a relay. */
export interface RelayedStart {
  readonly reuse: ReuseOfConnections
  /** Options that the ssh of the relay does not support. */
  readonly unknown: ReadonlySet<string>
}

/** The relays of a run: one link to each, opened when first needed and reopened if it was lost. */
export class Relays {
  readonly #links = new Map<string, Promise<Relay>>()
  /** Relays that were lost or could not be reached: they are tried last. */
  readonly #tryLast = new Set<string>()
  /** The errors of refused logins. A refused login is not tried again: that could lock the account. */
  readonly #refused = new Map<string, ConnectionError>()
  readonly #signal: AbortSignal

  /** Once the signal is aborted, no relay is opened any more. */
  constructor(signal: AbortSignal) {
    this.#signal = signal
  }

  /**
   * Starts the shell of a target over the first of its relays that can be reached. Throws ConnectionError, which names each relay, if none
   * can be.
   */
  async start(
    target: Target,
    becomePrompt: BecomePrompt | undefined,
    { reuse, unknown }: RelayedStart,
  ): Promise<StartedShell> {
    const failures: ConnectionError[] = []
    for (const relay of this.#inOrder(target)) {
      try {
        const link = await this.#open(relay)
        return link.start({ target, nonce: becomePrompt?.nonce, reuse, unknown: [...unknown] })
      } catch (error) {
        if (!(error instanceof ConnectionError)) throw error
        failures.push(error)
      }
    }
    const [first] = failures
    throw new ConnectionError(
      `${target.name}: no relay can be reached: ${failures.map(({ message }) => message).join('; ')}`,
      {
        kind: kindOf(failures),
        hint: first?.hint ?? 'name a relay of the inventory in `relay`',
        cause: first,
      },
    )
  }

  /** Makes the relays of a target use a new connection for the next session with it. */
  async forget(target: Target): Promise<void> {
    const links = await Promise.allSettled(
      (target.relays ?? []).map(relay => this.#links.get(relay.target.name)),
    )
    const open = links.flatMap(link => (link.status === 'fulfilled' && link.value ? [link.value] : []))
    await Promise.all(open.filter(({ isOpen }) => isOpen).map(link => link.forget(target)))
  }

  /** Closes all relays of the run. */
  async close(): Promise<void> {
    const links = await Promise.allSettled(this.#links.values())
    await Promise.all(links.flatMap(link => (link.status === 'fulfilled' ? [link.value.close()] : [])))
  }

  /**
   * Returns a target's relays in the order in which to try them; those that were lost or could not be reached come
   * last.
   */
  #inOrder({ name, relays = [] }: Target): RelayTarget[] {
    const all = relaysInOrder(relays, ({ target }) => target.name, name)
    const isTriedLast = ({ target }: RelayTarget): boolean => this.#tryLast.has(target.name)
    return [...all.filter(relay => !isTriedLast(relay)), ...all.filter(isTriedLast)]
  }

  #open(relay: RelayTarget): Promise<Relay> {
    const { name } = relay.target
    const refused = this.#refused.get(name)
    if (refused) return Promise.reject(refused)
    const known = this.#links.get(name)
    if (known) return known
    const tryLast = (): void => {
      this.#links.delete(name)
      this.#tryLast.add(name)
    }
    const opening = openRelay(relay, tryLast, this.#signal)
    this.#links.set(name, opening)
    opening.catch((error: unknown) => {
      tryLast()
      if (error instanceof ConnectionError && error.kind === 'refused') this.#refused.set(name, error)
    })
    return opening
  }
}

/**
 * Returns the kind of error of all failed relays together: `crowded` if one is, since it may have room later;
 * `refused` if all are, since another attempt would change nothing; else `other`.
 */
function kindOf(failures: readonly ConnectionError[]): ConnectionError['kind'] {
  if (failures.some(({ kind }) => kind === 'crowded')) return 'crowded'
  return failures.every(({ kind }) => kind === 'refused') ? 'refused' : 'other'
}
