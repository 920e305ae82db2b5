import { availableParallelism } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import pLimit from 'p-limit'

/**
 * Connections that are being opened at once, for each processor: a handshake is CPU work. More at once make nothing faster, each
 * host later, and leave no time to draw.
 */
const AT_ONCE_A_PROCESSOR = 8

/**
 * A slow host makes way for the next once this many timers were on time while it was being connected to: it waits for the network
 * then, and not for our processors.
 */
const MAKES_WAY = 5
const TIMER = 100

/** Milliseconds after which it makes way in any case. */
const MAKES_WAY_AFTER = 5000

/** Limits how many logins begin at once. */
export class LoginPace {
  readonly #limit = pLimit(availableParallelism() * AT_ONCE_A_PROCESSOR)

  /** Calls `open` in its turn, and gives its result. The next turn comes when it is settled, or only waits for the network. */
  async inTurn<T>(open: () => Promise<T>): Promise<T> {
    const { opening } = await this.#limit(async () => {
      const opening = open()
      await openOrWaiting(opening)
      return { opening }
    })
    return opening
  }
}

/** Resolves when a connection is open or has failed, or only the network is waited for. */
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
