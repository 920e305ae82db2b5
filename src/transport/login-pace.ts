import { availableParallelism } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import pLimit from 'p-limit'

/**
 * Connections that may be opened at the same time, per processor: a handshake is CPU work. More would make nothing
 * faster and each host later, and leave no time to draw.
 */
const AT_ONCE_A_PROCESSOR = 8

/**
 * An opening connection that is slow lets the next one start after this many timers fired on time: then it waits for
 * the network, not for the processors.
 */
const MAKES_WAY = 5
const TIMER = 100

/** Milliseconds after which it lets the next one start in any case. */
const MAKES_WAY_AFTER = 5000

/** Limits how many connections are opened at the same time. */
export class LoginPace {
  readonly #limit = pLimit(availableParallelism() * AT_ONCE_A_PROCESSOR)

  /**
   * Calls `open` when it is its turn, and returns the result. The next turn comes when the call has settled, or seems
   * to be waiting only for the network.
   */
  async inTurn<T>(open: () => Promise<T>): Promise<T> {
    const { opening } = await this.#limit(async () => {
      const opening = open()
      await openOrWaiting(opening)
      return { opening }
    })
    return opening
  }
}

/**
 * Resolves when the connection is open, has failed, or seems to be waiting only for the network; after about five
 * seconds in any case.
 */
async function openOrWaiting(opening: Promise<unknown>): Promise<void> {
  const began = performance.now()
  let isOver = false
  const over = opening.then(
    () => (isOver = true),
    () => (isOver = true),
  )
  for (let onTime = 0; onTime < MAKES_WAY && performance.now() - began < MAKES_WAY_AFTER; ) {
    const timer = new AbortController()
    const set = performance.now()
    await Promise.race([over, delay(TIMER, undefined, { signal: timer.signal }).catch(() => {})])
    timer.abort()
    if (isOver) return
    if (performance.now() - set < 1.5 * TIMER) onTime += 1
  }
}
