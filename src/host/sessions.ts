import { availableParallelism } from 'node:os'
import pLimit from 'p-limit'
import { UnreachableError } from '../errors.ts'
import type { Target } from './connection.ts'
import { openSession, type Session } from './open-session.ts'
import type { Cost } from './session.ts'

/** Tries while sshd has no room for another connection (MaxStartups). */
const ATTEMPTS = 6

/** The sessions of a run: one for each host and user, opened when first asked for, opened anew when lost. */
export class Sessions {
  readonly #open = new Map<string, Promise<Session>>()
  readonly #all = new Set<Session>()
  // A handshake is CPU work: more at once than this only makes all of them slower.
  readonly #limit = pLimit(Math.max(8, availableParallelism() * 4))

  async open(target: Target): Promise<Session> {
    const key = keyOf(target)
    const known = this.#open.get(key)
    if (
      known &&
      (await known.then(
        session => session.isOpen,
        () => true,
      ))
    )
      return known
    const opening = this.#limit(() => openPatiently(target))
    this.#open.set(key, opening)
    const session = await opening
    this.#all.add(session)
    return session
  }

  /** Closes the sessions with a host; the next task opens a new one. */
  async close(host: string): Promise<void> {
    const own = [...this.#all].filter(session => session.target.name === host)
    await Promise.all(own.map(session => session.close()))
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#all].map(session => session.close()))
  }

  /** What each host's sessions cost, all users together. */
  costs(): Record<string, Cost> {
    const costs: Record<string, Cost> = {}
    for (const { target, cost } of this.#all) {
      const sum = costs[target.name] ?? {
        connections: 0,
        requests: 0,
        roundTrips: 0,
        bytesSent: 0,
        bytesReceived: 0,
      }
      for (const field of Object.keys(sum) as (keyof Cost)[]) sum[field] += cost[field]
      costs[target.name] = sum
    }
    return costs
  }
}

async function openPatiently(target: Target): Promise<Session> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await openSession(target)
    } catch (error) {
      const isCrowded =
        error instanceof UnreachableError && /it closed the connection at once/.test(error.message)
      if (!isCrowded || attempt === ATTEMPTS) throw error
      await new Promise(resolve => setTimeout(resolve, 100 * 2 ** attempt * (0.5 + Math.random())))
    }
  }
}

function keyOf(target: Target): string {
  const reveal = (secret: { reveal: () => string } | undefined): string => secret?.reveal() ?? ''
  return JSON.stringify([
    {
      ...target,
      password: reveal(target.password),
      passphrase: reveal(target.passphrase),
      become: target.become ? { ...target.become, password: reveal(target.become.password) } : null,
    },
  ])
}
