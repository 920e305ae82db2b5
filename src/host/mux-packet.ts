// What is said on the control socket of an OpenSSH master, by its PROTOCOL.mux: packets of a length, a type and more numbers.

/** Types of packets; those of questions are followed by a number that comes back with the answer. */
export const MUX = {
  hello: 1,
  isAlive: 0x10000004,
  exit: 0x10000005,
  proxy: 0x1000000f,
  isProxy: 0x8000000f,
} as const

/** The version of the protocol that a greeting tells. */
const VERSION = 4

/** A greeting, then these packets of a type and a number of the question. */
export function greeting(...types: readonly number[]): Buffer {
  return Buffer.concat([
    packet(numbers(MUX.hello, VERSION)),
    ...types.map((type, id) => packet(numbers(type, id))),
  ])
}

/** A packet around some bytes. */
export function packet(...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([numbers(length), ...parts])
}

/** Numbers of four bytes each, as all of ssh writes them. */
export function numbers(...all: readonly number[]): Buffer {
  const bytes = Buffer.alloc(all.length * 4)
  for (const [nth, number] of all.entries()) bytes.writeUInt32BE(number, nth * 4)
  return bytes
}

/** Calls back with each whole packet of a stream of bytes, without its length. */
export function packetReader(onPacket: (bytes: Buffer) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0)
  return chunk => {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    while (bytes.length >= 4) {
      const end = 4 + bytes.readUInt32BE(0)
      if (end > bytes.length) break
      const whole = bytes.subarray(4, end)
      bytes = bytes.subarray(end)
      onPacket(whole)
    }
    rest = Buffer.from(bytes)
  }
}
