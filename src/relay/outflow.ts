import { Writable } from 'node:stream'

/** Bytes of a stream of a session that may be in flight: sent, and not consumed by whom they are for. */
export const WINDOW = 256 * 1024
/** Bytes of one frame, so that no session keeps others waiting for long. */
const CHUNK = 64 * 1024

/** Where the bytes of an outflow go. */
export interface OutflowTo {
  readonly data: (bytes: Buffer) => void
  readonly end: () => void
  /** Whether the link has more to send than it can at the moment; then `pump` is called when it can. */
  readonly isFull: () => boolean
}

/** A stream of bytes to another machine, which goes no faster than they are consumed there. */
export class Outflow extends Writable {
  readonly #to: OutflowTo
  #window = WINDOW
  #waiting: { bytes: Buffer; done: () => void } | undefined

  constructor(to: OutflowTo) {
    super({ highWaterMark: CHUNK })
    this.#to = to
  }

  /** The other side has consumed that many bytes. */
  credit(size: number): void {
    this.#window += size
    this.pump()
  }

  /** Sends what waits, as far as it may be sent. */
  pump(): void {
    while (this.#waiting && this.#window > 0 && !this.#to.isFull()) {
      const { bytes, done } = this.#waiting
      const size = Math.min(bytes.length, this.#window, CHUNK)
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
