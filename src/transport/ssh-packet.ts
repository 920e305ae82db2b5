import type { Writable } from 'node:stream'

/** What came is no packet, or lacks a field that its type has. */
export class MalformedPacket extends Error {}

/** Numbers of four bytes each, as all of ssh writes them. */
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

  /** A length, and that many bytes. */
  string(): Buffer {
    return this.#take(this.number())
  }

  /** All that has not been read. */
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

/** A packet around some bytes. */
export function packet(...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([numbers(length), ...parts])
}

/** Writes a packet, unless the stream is over. Those of one turn of the event loop go out in one write. */
export function sendPacket(output: Writable, bytes: Buffer): void {
  if (!output.writable) return
  output.cork()
  output.write(bytes)
  process.nextTick(() => output.uncork())
}

/**
 * Calls back with each whole packet of a stream of bytes, without its length. Throws MalformedPacket if one is longer than
 * any may be; then, and after an error of the callback, it must not be called again.
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
    // A copy, since what is left may be a small part of a large block.
    pieces = bytes.length === 0 ? [] : [Buffer.from(bytes)]
    size = bytes.length
  }
}

/** Bytes of the longest packet that is read. Source: OpenSSH's packet.h, PACKET_MAX_SIZE, which bounds what a host can send. */
export const MAX_PACKET = 256 * 1024
