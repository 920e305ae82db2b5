import { MalformedPacket, numbers, PacketFields, packet } from '../ssh-packet.ts'

// The messages of the ssh connection protocol (RFC 4254), as far as sessions need them. The master of a persistent connection
// forwards them, and replaces the numbers of channels by its own (PROTOCOL.mux, "proxy"): ours is always number 0.

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

/** Bytes that a message may carry. */
export const MAX_DATA = 32 * 1024
/** Who takes less in a message would have us send a message a byte; every ssh takes 32 KB. Source: RFC 4253, 6.1. */
const MIN_DATA = 1024

/** The other side's end of a channel. */
export interface Peer {
  readonly id: number
  /** Bytes that it takes before it says that there is room again. */
  readonly window: number
  readonly maxData: number
}

/** The other side of a channel, if a message confirms that it is open. Throws MalformedPacket if it is no message. */
export function peerIn(bytes: Buffer): Peer | undefined {
  const { type, fields } = readMessage(bytes)
  if (type !== TYPE.confirmation) return undefined
  const peer = { id: fields.number(), window: fields.number(), maxData: Math.min(fields.number(), MAX_DATA) }
  if (peer.maxData < MIN_DATA) throw new MalformedPacket(`messages of ${peer.maxData} bytes at most`)
  return peer
}

/** A message of the other side: padding, type, our number of the channel, and the fields of its type. */
export function readMessage(bytes: Buffer): { type: number; fields: PacketFields } {
  const fields = new PacketFields(bytes)
  fields.byte()
  const type = fields.byte()
  fields.number()
  return { type, fields }
}

/** A message of ours as the packet that carries it. */
export function message(type: number, ...parts: readonly Buffer[]): Buffer {
  return packet(Buffer.from([0, type]), ...parts)
}

/** A text as a field of a message. */
export function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([numbers(bytes.length), bytes])
}
