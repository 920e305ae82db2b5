import { MalformedPacket, numbers, PacketFields, packet } from '../ssh-packet.ts'

// The messages of the ssh connection protocol (RFC 4254), as far as sessions need them. The master of a persistent
// connection forwards them and replaces the channel numbers by its own (PROTOCOL.mux, "proxy"); the number of
// Drover's channel is always 0.

/** Types of messages. */
export const TYPE = {
  open: 90,
  confirmation: 91,
  openFailure: 92,
  windowAdjust: 93,
  data: 94,
  extendedData: 95,
  eof: 96,
  close: 97,
  request: 98,
  success: 99,
  failure: 100,
} as const

/** The most data bytes that a message may carry. */
export const MAX_DATA = 32 * 1024
/**
 * The least data bytes per message that the other side may ask for: with less, each byte could need a message. Every
 * ssh accepts 32 KB. Source: RFC 4253, 6.1.
 */
const MIN_DATA = 1024

/** The other end of a channel. */
export interface Peer {
  readonly id: number
  /** Bytes that it accepts before it acknowledges some of them. */
  readonly window: number
  readonly maxData: number
}

/**
 * Returns the other end of a channel if the message confirms that the channel is open. Throws MalformedPacket if the
 * message is invalid.
 */
export function peerIn(bytes: Buffer): Peer | undefined {
  const { type, fields } = readMessage(bytes)
  if (type !== TYPE.confirmation) return undefined
  const peer = { id: fields.number(), window: fields.number(), maxData: Math.min(fields.number(), MAX_DATA) }
  if (peer.maxData < MIN_DATA) throw new MalformedPacket(`messages of ${peer.maxData} bytes at most`)
  return peer
}

/** Reads a message: padding, type, the number of Drover's channel (skipped), and the fields of its type. */
export function readMessage(bytes: Buffer): { type: number; fields: PacketFields } {
  const fields = new PacketFields(bytes)
  fields.byte()
  const type = fields.byte()
  fields.number()
  return { type, fields }
}

/** Returns a message as the packet that carries it. */
export function message(type: number, ...parts: readonly Buffer[]): Buffer {
  return packet(Buffer.from([0, type]), ...parts)
}

/** Returns a string as a field of a message. */
export function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([numbers(bytes.length), bytes])
}
