/** What is waited for now: an answer with a deadline of its own, or without. */
export interface AwaitedAnswer {
  readonly title: string
  /** Milliseconds that it may take. */
  readonly timeout?: number | undefined
}

/** The time without a heartbeat, in milliseconds, after which a shell that should beat every ten seconds counts as hung. */
const SILENCE = 35_000

/** How much longer one is waited for that gives none yet: a question may be about files that take long to read. */
const WITHOUT_PULSE = 4

/**
 * Nothing is waited for without end: a request has its deadline from when it is its turn, and a shell that sends no
 * heartbeat is given up. ssh itself does not notice a shell that is frozen on a host that is up.
 */
export class Watchdog {
  readonly #onLate: (reason: 'deadline' | 'silence', awaited: AwaitedAnswer) => void
  readonly #silence: number
  #awaited: AwaitedAnswer | undefined
  #since = 0
  #heard = 0
  #timer: NodeJS.Timeout | undefined
  /** Whether the shell was asked for heartbeats. */
  hasPulse = false
  /** False if the host cannot send heartbeats. */
  beats = true
  /** True while we ourselves hold back what the shell prints: its beats wait behind that. */
  isHeld = false

  constructor(onLate: (reason: 'deadline' | 'silence', awaited: AwaitedAnswer) => void, silence = SILENCE) {
    this.#onLate = onLate
    this.#silence = silence
  }

  /** Something came, or was taken. */
  heard(): void {
    this.#heard = performance.now()
  }

  /** Its turn is now; nothing's, where absent. */
  await(awaited: AwaitedAnswer | undefined): void {
    this.#awaited = awaited
    this.#since = performance.now()
    this.#heard = this.#since
    clearTimeout(this.#timer)
    if (awaited) this.#arm()
  }

  #arm(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(
      () => {
        // After a pause of our own process, timers come first: data received meanwhile is read before the check.
        setImmediate(() => this.#check())
      },
      Math.max(10, Math.min(this.#untilDeadline(), this.#untilSilence())),
    )
  }

  #check(): void {
    const awaited = this.#awaited
    if (!awaited) return
    // safety: a request that exceeds its deadline is abandoned
    // safety: a shell that sends no heartbeat is abandoned
    if (this.#untilDeadline() <= 0) this.#onLate('deadline', awaited)
    else if (this.#untilSilence() <= 0) this.#onLate('silence', awaited)
    else this.#arm()
  }

  #untilDeadline(): number {
    const timeout = this.#awaited?.timeout
    return timeout === undefined ? 2 ** 30 : this.#since + timeout - performance.now()
  }

  #untilSilence(): number {
    if (!this.beats || this.isHeld) return this.#silence
    return this.#heard + this.#silence * (this.hasPulse ? 1 : WITHOUT_PULSE) - performance.now()
  }
}
