import { Writable } from 'node:stream'

/** The callbacks that send the bytes of an outflow. */
export interface OutflowTarget {
  readonly data: (bytes: Buffer) => void
  readonly end: () => void
  /** Whether the link has no room at the moment. `pump` must be called when it has room again. */
  readonly isFull: () => boolean
}

/** How many bytes of an outflow are sent at once. */
export interface OutflowLimits {
  /** Bytes that may be in flight before the first acknowledgement: sent, but not yet consumed by the receiver. */
  readonly window: number
  /** The most bytes in one piece. */
  readonly chunk: number
}

/** The largest possible window. Source: RFC 4254, 5.2. */
const MAX_WINDOW = 2 ** 32 - 1

/** A writable stream of bytes to another machine, which sends no faster than they are consumed there. */
export class Outflow extends Writable {
  readonly #to: OutflowTarget
  readonly #chunk: number
  #window: number
  #waiting: { bytes: Buffer; done: () => void } | undefined

  constructor(to: OutflowTarget, { window, chunk }: OutflowLimits) {
    super({ highWaterMark: chunk })
    this.#to = to
    this.#chunk = chunk
    this.#window = window
  }

  /** Allows `size` more bytes, after the other side has consumed as many. */
  credit(size: number): void {
    this.#window = Math.min(this.#window + size, MAX_WINDOW)
    this.pump()
  }

  /** Sends waiting bytes, as far as the window and the link allow. */
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
