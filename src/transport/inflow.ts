import { Readable } from 'node:stream'

/** A stream of bytes from another machine; reports how much of it was consumed, so that the sender goes no faster. */
export class Inflow extends Readable {
  readonly #onTaken: (size: number) => void
  #held = 0

  constructor(onTaken: (size: number) => void) {
    super()
    this.#onTaken = onTaken
  }

  came(bytes: Buffer): void {
    if (this.push(bytes)) this.#onTaken(bytes.length)
    else this.#held += bytes.length
  }

  override _read(): void {
    const held = this.#held
    this.#held = 0
    if (held > 0) this.#onTaken(held)
  }
}
