import type { Target } from '../transport/spawn.ts'
import { MalformedPacket, numbers, PacketFields, packet } from '../transport/ssh-packet.ts'
import {
  type Refusal,
  readRefusal,
  readShellRequest,
  readTarget,
  type ShellRequest,
  writeRefusal,
  writeShellRequest,
  writeTarget,
} from './order.ts'

// The messages between a controller and a relay: packets of a length, a type and the number of a session.

/** Returns the line that a relay writes before its first frame. Controller and relay must have the same version. */
export function greeting(version: string): string {
  return `drover-relay ${PROTOCOL} ${version}\n`
}

/** The version of the frame format. */
const PROTOCOL = 1

/** The streams of a shell. */
export type StreamName = 'stdin' | 'stdout' | 'stderr'

/**
 * One message about a session. A `forget` and its answer share a session number of their own; the number of a `beat`
 * means nothing.
 */
export type Frame = { readonly session: number } & (
  | FromController
  | FromRelay
  | { readonly type: 'data'; readonly stream: StreamName; readonly bytes: Buffer }
  | { readonly type: 'end'; readonly stream: StreamName }
  /** The receiver has consumed `size` bytes of the stream, so the sender may send that many more. */
  | { readonly type: 'credit'; readonly stream: StreamName; readonly size: number }
  /** A heartbeat. */
  | { readonly type: 'beat' }
)

type FromController =
  | { readonly type: 'open'; readonly order: ShellRequest }
  /** The controller got a response from the shell: its login has succeeded. */
  | { readonly type: 'ready' }
  /** End the shell immediately. */
  | { readonly type: 'kill' }
  /** Use a new connection for the next session with the target. */
  | { readonly type: 'forget'; readonly target: Target }

type FromRelay =
  /** The connection of the session is being opened; `isWarm` if it uses an existing persistent connection. */
  | { readonly type: 'connecting'; readonly isWarm: boolean }
  /** The program of the session could not be started. */
  | { readonly type: 'refused'; readonly refusal: Refusal }
  /** The program has ended; `status` is null if a signal ended it. */
  | { readonly type: 'ended'; readonly status: number | null }
  | { readonly type: 'forgotten' }

const TYPES = [
  ...(['open', 'connecting', 'refused', 'data', 'end', 'credit'] as const),
  ...(['ready', 'kill', 'ended', 'forget', 'forgotten', 'beat'] as const),
]
const STREAMS = ['stdin', 'stdout', 'stderr'] as const
/** Written instead of an exit status if a signal ended the program. */
const BY_SIGNAL = 0xffffffff

/** Returns a frame as bytes, with its length. */
export function writeFrame(frame: Frame): Buffer {
  return packet(Buffer.from([TYPES.indexOf(frame.type)]), numbers(frame.session), ...body(frame))
}

function body(frame: Frame): Uint8Array[] {
  switch (frame.type) {
    case 'open':
      return [writeShellRequest(frame.order)]
    case 'connecting':
      return [Buffer.from([frame.isWarm ? 1 : 0])]
    case 'refused':
      return [writeRefusal(frame.refusal)]
    case 'data':
      return [streamByte(frame.stream), frame.bytes]
    case 'end':
      return [streamByte(frame.stream)]
    case 'credit':
      return [streamByte(frame.stream), numbers(frame.size)]
    case 'ended':
      return [numbers(frame.status ?? BY_SIGNAL)]
    case 'forget':
      return [writeTarget(frame.target)]
    default:
      return []
  }
}

/**
 * Reads a frame from the bytes of a packet, without its length. Throws MalformedPacket if they are not a valid frame.
 */
export function readFrame(bytes: Buffer): Frame {
  const fields = new PacketFields(bytes)
  const type = TYPES[fields.byte()]
  const session = fields.number()
  switch (type) {
    case 'open':
      return { type, session, order: readShellRequest(fields.rest()) }
    case 'connecting':
      return { type, session, isWarm: fields.byte() === 1 }
    case 'refused':
      return { type, session, refusal: readRefusal(fields.rest()) }
    case 'data':
      return { type, session, stream: readStream(fields), bytes: fields.rest() }
    case 'end':
      return { type, session, stream: readStream(fields) }
    case 'credit':
      return { type, session, stream: readStream(fields), size: fields.number() }
    case 'ended':
      return { type, session, status: statusOf(fields.number()) }
    case 'forget':
      return { type, session, target: readTarget(fields.rest()) }
    case undefined:
      throw new MalformedPacket('a frame of no known type')
    default:
      return { type, session }
  }
}

function streamByte(stream: StreamName): Buffer {
  return Buffer.from([STREAMS.indexOf(stream)])
}

function readStream(fields: PacketFields): StreamName {
  const stream = STREAMS[fields.byte()]
  if (stream === undefined) throw new MalformedPacket('a frame of no known stream')
  return stream
}

function statusOf(number: number): number | null {
  return number === BY_SIGNAL ? null : number
}
