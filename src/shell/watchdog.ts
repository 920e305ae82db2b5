/** The answer that the watchdog waits for, with an optional deadline. */
export interface AwaitedAnswer {
  readonly title: string
  /** The maximum duration, in milliseconds. */
  readonly timeout?: number | undefined
}

/** Milliseconds without a heartbeat after which a shell that should send one every ten seconds counts as hung. */
const SILENCE = 35_000

/** The factor for that time if the shell sends no heartbeats yet: a probe may read files that take long to read. */
const WITHOUT_PULSE = 4

/**
 * Ensures that no wait is endless. A request has a deadline from the time when its turn starts, and a shell without
 * heartbeats is abandoned. ssh itself does not notice a frozen shell on a host that is up.
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
  /** True while the controller pauses reading the shell's output: heartbeats wait in that output too. */
  isHeld = false

  constructor(onLate: (reason: 'deadline' | 'silence', awaited: AwaitedAnswer) => void, silence = SILENCE) {
    this.#onLate = onLate
    this.#silence = silence
  }

  /** Records that the shell sent or accepted data. */
  reset(): void {
    this.#heard = performance.now()
  }

  /** Starts to wait for an answer; stops waiting if it is undefined. */
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
        // After a pause of this process, timers run first: data that was received meanwhile must be read before the
        // check.
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
