import { availableParallelism } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import pLimit from 'p-limit'

/**
 * Connections that are being opened at once. A handshake is CPU work, and the rest of it is waiting: 100 hosts took 5.9 s
 * with 8, 16 or 32 at once on two processors that did both sides, and behind 100 ms of round trip 14.4, 9.4 and 7.9 s.
 * More made nothing faster, and each host later.
 */
const AT_ONCE = 32
const AT_ONCE_A_PROCESSOR = 8

/** Milliseconds after which a slow host makes way for the next: it waits for the network, and not for our processors. */
const MAKES_WAY = 2000

/** Limits how many logins begin at once. */
export class LoginPace {
  readonly #limit = pLimit(Math.max(AT_ONCE, availableParallelism() * AT_ONCE_A_PROCESSOR))

  /** Calls `open` in its turn. What it gives has its result, and the next turn comes when it is settled, or is slow. */
  async inTurn<T>(open: () => Promise<T>): Promise<T> {
    const { opening } = await this.#limit(async () => {
      const opening = open()
      const timer = new AbortController()
      await Promise.race([opening, delay(MAKES_WAY, undefined, { signal: timer.signal })]).catch(() => {})
      timer.abort()
      return { opening }
    })
    return opening
  }
}
