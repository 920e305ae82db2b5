import type { Writable } from 'node:stream'

/** The error for received bytes that are not a valid packet, or lack a field of its type. */
export class MalformedPacket extends Error {}

/** Returns numbers as four bytes each, the form in which all ssh protocols write them. */
export function numbers(...all: readonly number[]): Buffer {
  const bytes = Buffer.alloc(all.length * 4)
  for (const [nth, number] of all.entries()) bytes.writeUInt32BE(number, nth * 4)
  return bytes
}

/** Reads the fields of a packet in order. Each method throws MalformedPacket if the packet is too short. */
export class PacketFields {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  byte(): number {
    return this.#take(1)[0] ?? 0
  }

  number(): number {
    return this.#take(4).readUInt32BE(0)
  }

  /** Reads a length, and that many bytes. */
  string(): Buffer {
    return this.#take(this.number())
  }

  /** Reads all bytes that are left. */
  rest(): Buffer {
    return this.#take(this.#bytes.length - this.#at)
  }

  #take(length: number): Buffer {
    const end = this.#at + length
    if (end > this.#bytes.length) throw new MalformedPacket('a packet that ends too early')
    const field = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return field
  }
}

/** Returns a packet that contains some bytes: their length, then the bytes. */
export function packet(...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([numbers(length), ...parts])
}

/** Writes a packet, unless the stream is closed. Packets of one turn of the event loop are sent in one write. */
export function sendPacket(output: Writable, bytes: Buffer): void {
  if (!output.writable) return
  output.cork()
  output.write(bytes)
  process.nextTick(() => output.uncork())
}

/**
 * Returns a function that takes chunks of a byte stream and calls `onPacket` with each complete packet, without its
 * length. It throws MalformedPacket if a packet is longer than allowed; after that, or after an error of the
 * callback, it must not be called again.
 */
export function packetReader(onPacket: (bytes: Buffer) => void): (chunk: Buffer) => void {
  let pieces: Buffer[] = []
  let size = 0
  let needed = 4
  return chunk => {
    pieces.push(chunk)
    size += chunk.length
    if (size < needed) return
    let bytes = pieces.length === 1 ? chunk : Buffer.concat(pieces)
    needed = 4
    while (bytes.length >= 4) {
      const length = bytes.readUInt32BE(0)
      if (length > MAX_PACKET) throw new MalformedPacket(`a packet of ${length} bytes`)
      if (bytes.length < 4 + length) {
        needed = 4 + length
        break
      }
      const whole = bytes.subarray(4, 4 + length)
      bytes = bytes.subarray(4 + length)
      onPacket(whole)
    }
    // A copy, since the remaining bytes may be a small part of a large block.
    pieces = bytes.length === 0 ? [] : [Buffer.from(bytes)]
    size = bytes.length
  }
}

/**
 * The length of the longest packet that is accepted, in bytes. Source: OpenSSH's packet.h, PACKET_MAX_SIZE, the limit
 * of what a host can send.
 */
export const MAX_PACKET = 256 * 1024
