import { Inflow } from '../transport/inflow.ts'
import { MalformedPacket } from '../transport/ssh-packet.ts'
import { WINDOW } from './outflow.ts'

/** What an outflow of the other machine sends. */
export class WindowInflow extends Inflow {
  #window = WINDOW

  /** `onTaken` is called with the number of bytes that were consumed. */
  constructor(onTaken: (size: number) => void) {
    super(size => {
      this.#window += size
      onTaken(size)
    })
    // Bytes that come after the end are discarded.
    this.on('error', () => {})
  }

  /** Throws MalformedPacket if more is in flight than its window allows: the other side would fill the memory. */
  override came(bytes: Buffer): void {
    if (bytes.length === 0) return
    this.#window -= bytes.length
    if (this.#window < 0) throw new MalformedPacket('more bytes than its window allows')
    super.came(bytes)
  }
}
