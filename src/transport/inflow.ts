import { Readable } from 'node:stream'
import { MalformedPacket } from './ssh-packet.ts'

/** Limits the bytes that may be in flight from another machine, for one stream or for several together. */
export class ReceiveWindow {
  readonly #size: number
  readonly #onRoom: (size: number) => void
  /** Bytes that the other side may still send before it needs another acknowledgement. */
  #left: number
  /** Bytes that were consumed here, but not yet acknowledged to the other side. */
  #taken = 0

  /**
   * `onRoom` acknowledges a number of consumed bytes to the other side; it is called whenever they are half of the
   * window.
   */
  constructor(size: number, onRoom: (size: number) => void) {
    this.#size = size
    this.#left = size
    this.#onRoom = onRoom
  }

  /**
   * Counts arrived bytes. Throws MalformedPacket if more are in flight than the window allows: the other side could
   * fill the memory.
   */
  receive(size: number): void {
    this.#left -= size
    if (this.#left < 0) throw new MalformedPacket('more bytes than its window allows')
  }

  consume(size: number): void {
    this.#taken += size
    if (this.#taken < this.#size / 2) return
    this.#onRoom(this.#taken)
    this.#left += this.#taken
    this.#taken = 0
  }
}

/** A readable stream of bytes from another machine, which may send no faster than they are consumed here. */
export class Inflow extends Readable {
  readonly #window: ReceiveWindow
  #held = 0

  constructor(window: ReceiveWindow) {
    super()
    this.#window = window
  }

  /**
   * Adds bytes that arrived from the other machine. Throws MalformedPacket if they are more than the window allows.
   */
  receive(bytes: Buffer): void {
    if (bytes.length === 0) return
    this.#window.receive(bytes.length)
    if (this.push(bytes)) this.#window.consume(bytes.length)
    else this.#held += bytes.length
  }

  override _read(): void {
    const held = this.#held
    this.#held = 0
    if (held > 0) this.#window.consume(held)
  }
}
