import { Writable } from 'node:stream'

/** Where the bytes of an outflow go. */
export interface OutflowTo {
  readonly data: (bytes: Buffer) => void
  readonly end: () => void
  /** Whether the link has more to send than it can at the moment; then `pump` is called when it can. */
  readonly isFull: () => boolean
}

/** How much of an outflow is sent at once, in bytes. */
export interface OutflowLimits {
  /** What may be in flight at first: sent, and not consumed by whom it is for. */
  readonly window: number
  /** What is sent in one piece. */
  readonly chunk: number
}

/** The most that a window can be. Source: RFC 4254, 5.2. */
const MAX_WINDOW = 2 ** 32 - 1

/** A stream of bytes to another machine, which goes no faster than they are consumed there. */
export class Outflow extends Writable {
  readonly #to: OutflowTo
  readonly #chunk: number
  #window: number
  #waiting: { bytes: Buffer; done: () => void } | undefined

  constructor(to: OutflowTo, { window, chunk }: OutflowLimits) {
    super({ highWaterMark: chunk })
    this.#to = to
    this.#chunk = chunk
    this.#window = window
  }

  /** The other side has consumed that many bytes. */
  credit(size: number): void {
    this.#window = Math.min(this.#window + size, MAX_WINDOW)
    this.pump()
  }

  /** Sends what waits, as far as it may be sent. */
  pump(): void {
    while (this.#waiting && this.#window > 0 && !this.#to.isFull()) {
      const { bytes, done } = this.#waiting
      const size = Math.min(bytes.length, this.#window, this.#chunk)
      this.#window -= size
      this.#to.data(bytes.subarray(0, size))
      this.#waiting = size < bytes.length ? { bytes: bytes.subarray(size), done } : undefined
      if (!this.#waiting) done()
    }
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#waiting = { bytes, done }
    this.pump()
  }

  override _final(done: () => void): void {
    this.#to.end()
    done()
  }
}
