import { Readable } from 'node:stream'
import { MalformedPacket } from './ssh-packet.ts'

/** Bytes that may be in flight from another machine, in one stream or in some together. */
export class ReceiveWindow {
  readonly #size: number
  readonly #onRoom: (size: number) => void
  /** What the other side may send before it hears that there is room again. */
  #left: number
  /** What was consumed, and is not yet acknowledged to the other side. */
  #taken = 0

  /** `onRoom` is called with the number of bytes for which there is room again, whenever that is half of the window. */
  constructor(size: number, onRoom: (size: number) => void) {
    this.#size = size
    this.#left = size
    this.#onRoom = onRoom
  }

  /** Throws MalformedPacket if more is in flight than the window allows: the other side would fill the memory. */
  came(size: number): void {
    this.#left -= size
    if (this.#left < 0) throw new MalformedPacket('more bytes than its window allows')
  }

  taken(size: number): void {
    this.#taken += size
    if (this.#taken < this.#size / 2) return
    this.#onRoom(this.#taken)
    this.#left += this.#taken
    this.#taken = 0
  }
}

/** A stream of bytes from another machine, which sends no faster than they are consumed here. */
export class Inflow extends Readable {
  readonly #window: ReceiveWindow
  #held = 0

  constructor(window: ReceiveWindow) {
    super()
    this.#window = window
  }

  /** Takes bytes of the other machine. Throws MalformedPacket if they are more than its window allows. */
  came(bytes: Buffer): void {
    if (bytes.length === 0) return
    this.#window.came(bytes.length)
    if (this.push(bytes)) this.#window.taken(bytes.length)
    else this.#held += bytes.length
  }

  override _read(): void {
    const held = this.#held
    this.#held = 0
    if (held > 0) this.#window.taken(held)
  }
}
