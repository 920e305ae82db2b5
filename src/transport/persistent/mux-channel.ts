import { connect, type Socket } from 'node:net'
import { Readable, Writable } from 'node:stream'
import type { Running } from '../../shell/exchange.ts'
import { LAST_WORDS } from '../spawn.ts'
import { MalformedPacket, numbers, PacketFields, packet, packetReader } from '../ssh-packet.ts'
import { greeting, MUX } from './mux-protocol.ts'

// A session over a persistent connection, without a process of ours: the master forwards the messages of the ssh connection
// protocol (RFC 4254), and replaces the numbers of channels by its own (PROTOCOL.mux, "proxy"). There is one channel, number 0.
// mux-protocol.ts says which versions of OpenSSH it was tried with.

const TYPE = {
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

/** Bytes that may be in flight to us; what OpenSSH's own sessions have. */
const WINDOW = 2 * 1024 * 1024
/** Bytes that a message may carry. */
const MAX_DATA = 32 * 1024
/** Who takes less in a message would have us send a message a byte; every ssh takes 32 KB. Source: RFC 4253, 6.1. */
const MIN_DATA = 1024
/** Bytes of ours that may wait for a host that asks more than it listens. */
const MAX_WAITING = WINDOW / 2

/**
 * Why no session can be opened this way: the master is `unable` to forward messages, the host is `full` and
 * opens no other session over this connection, or the connection is probably `lost`.
 */
export class ChannelRefused extends Error {
  readonly kind: 'unable' | 'full' | 'lost'

  constructor(kind: ChannelRefused['kind']) {
    super(`no channel: ${kind}`)
    this.kind = kind
  }
}

/** What is run over a kept connection. */
export interface ChannelOptions {
  /** For the login shell, as ssh's last word is. */
  readonly command: string
  /** Variables that the host is asked to set. */
  readonly environment: Readonly<Record<string, string>>
  /** Milliseconds until the channel must be open. */
  readonly timeout: number
  readonly signal?: AbortSignal | undefined
  /** Called if the master will end when this process does. */
  readonly onSpoilt: () => void
}

/**
 * Opens a session over the connection of a master and starts a command in it. Throws ChannelRefused if that is
 * impossible; then nothing was started.
 */
export function openChannel(path: string, options: ChannelOptions): Promise<Running> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    const refuse = (kind: ChannelRefused['kind']): void => {
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', abort)
      if (kind === 'unable') socket.destroy()
      else linger(socket, options.onSpoilt)
      reject(new ChannelRefused(kind))
    }
    const abort = (): void => refuse('lost')
    const timer = setTimeout(() => refuse('lost'), options.timeout)
    options.signal?.addEventListener('abort', abort)
    let take = (bytes: Buffer): void => {
      const type = new PacketFields(bytes).number()
      if (type === MUX.isProxy) take = opened
      else if (type !== MUX.hello) refuse('unable')
    }
    // Of what a host sends before there is a channel, and of a channel after.
    let onMalformed = (_error: MalformedPacket): void => refuse('lost')
    const opened = (bytes: Buffer): void => {
      const peer = peerIn(bytes)
      if (!peer) {
        refuse('full')
        return
      }
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', abort)
      socket.off('error', onGone).off('close', onGone)
      const channel = new Channel(socket, peer)
      take = message => channel.take(message)
      onMalformed = error => channel.refuse(error)
      channel.begin(options)
      resolve(channel.running)
    }
    const onGone = (): void => refuse('lost')
    socket.on('error', onGone).on('close', onGone)
    const read = packetReader(bytes => take(bytes))
    socket.on('data', (chunk: Buffer) => {
      try {
        read(chunk)
      } catch (error) {
        if (!(error instanceof MalformedPacket)) throw error
        socket.removeAllListeners('data').resume()
        onMalformed(error)
      }
    })
    // All that need not wait for an answer goes at once.
    socket.write(
      Buffer.concat([greeting(MUX.proxy), message(TYPE.open, text('session'), numbers(0, WINDOW, MAX_DATA))]),
    )
  })
}

/**
 * A master ends, with all of its sessions, when a client disconnects before its session is open: so this client
 * waits for it. Source: OpenSSH up to 9.9, `chan_send_close2` without a remote channel number.
 */
function linger(socket: Socket, onSpoilt: () => void): void {
  onSpoilt()
  for (const event of ['data', 'close', 'error']) socket.removeAllListeners(event)
  socket
    .on('error', () => {})
    .resume()
    .unref()
}

/** The other side's end of a channel. */
interface Peer {
  readonly id: number
  /** Bytes that it takes before it says that there is room again. */
  window: number
  readonly maxData: number
}

/** The most that a window can be. Source: RFC 4254, 5.2. */
const MAX_WINDOW = 2 ** 32 - 1

/** The other side of a channel, if a message confirms that it is open. */
function peerIn(bytes: Buffer): Peer | undefined {
  const { type, fields } = openMessage(bytes)
  if (type !== TYPE.confirmation) return undefined
  const peer = { id: fields.number(), window: fields.number(), maxData: Math.min(fields.number(), MAX_DATA) }
  if (peer.maxData < MIN_DATA) throw new MalformedPacket(`messages of ${peer.maxData} bytes at most`)
  return peer
}

/** A message of the other side: padding, type, our number of the channel, and the fields of its type. */
function openMessage(bytes: Buffer): { type: number; fields: PacketFields } {
  const fields = new PacketFields(bytes)
  fields.byte()
  const type = fields.byte()
  fields.number()
  return { type, fields }
}

class Channel {
  readonly running: Running
  readonly #socket: Socket
  readonly #peer: Peer
  readonly #stdin: Writable
  readonly #stdout: Inflow
  readonly #stderr: Inflow
  #waiting: { bytes: Buffer; done: () => void } | undefined
  /** Bytes that the other side may send before we say that there is room again. */
  #window = WINDOW
  /** Received bytes that are not yet acknowledged to the other side. */
  #taken = 0
  /** As ssh exits if the other side sends no exit status. */
  #status: number | null = 255
  #isEnding = false
  #isClosed = false

  constructor(socket: Socket, peer: Peer) {
    this.#socket = socket
    this.#peer = peer
    this.#stdin = new Writable({
      highWaterMark: MAX_DATA,
      write: (bytes: Buffer, _encoding, done) => {
        this.#waiting = { bytes, done }
        this.#pump()
      },
      final: done => {
        this.#send(TYPE.eof)
        done()
      },
    })
    const onTaken = (size: number): void => this.#room(size)
    this.#stdout = new Inflow(onTaken)
    this.#stderr = new Inflow(onTaken)
    socket.on('drain', () => this.#pump())
    socket.on('error', () => {})
    socket.on('close', () => this.#end())
    const streams = [this.#stdout, this.#stderr]
    const ended = Promise.all(streams.map(stream => new Promise(resolve => stream.once('close', resolve))))
    this.running = {
      stdin: this.#stdin,
      stdout: this.#stdout,
      stderr: this.#stderr,
      pid: undefined,
      ended: ended.then(() => this.#status),
      kill: () => {
        this.#status = null
        for (const stream of [socket, ...streams]) stream.destroy()
      },
      spareOthers: () => {},
    }
  }

  /** Starts the command. What is written to it may follow at once. */
  begin({ command, environment }: ChannelOptions): void {
    for (const [name, value] of Object.entries(environment))
      this.#request('env', false, text(name), text(value))
    this.#request('exec', true, text(command))
  }

  /** Takes a message of the other side. Throws MalformedPacket if it is none, or breaks a rule that both sides keep. */
  take(bytes: Buffer): void {
    if (this.#isClosed) return
    const { type, fields } = openMessage(bytes)
    switch (type) {
      case TYPE.data:
        this.#came(this.#stdout, fields.string())
        break
      case TYPE.extendedData:
        // There is one kind of them, its standard error.
        fields.number()
        this.#came(this.#stderr, fields.string())
        break
      case TYPE.windowAdjust:
        this.#peer.window = Math.min(this.#peer.window + fields.number(), MAX_WINDOW)
        this.#pump()
        break
      case TYPE.request:
        this.#answer(fields)
        break
      case TYPE.failure:
        this.#stderr.came(Buffer.from('the host starts no command in a session\n'))
        this.#close()
        break
      case TYPE.close:
        this.#close()
    }
  }

  /** Ends the channel, since what came last is no message. */
  refuse({ message }: MalformedPacket): void {
    if (this.#isClosed) return
    this.#status = 255
    this.#stderr.came(Buffer.from(`\nthe host violates the ssh protocol: ${message}\n`))
    this.#close()
  }

  #came(stream: Inflow, bytes: Buffer): void {
    this.#window -= bytes.length
    if (this.#window < 0) throw new MalformedPacket('more bytes than its window allows')
    stream.came(bytes)
  }

  /** How the command ended, or something that only needs a no. */
  #answer(fields: PacketFields): void {
    const kind = fields.string().toString('latin1')
    const wantsReply = fields.byte() !== 0
    if (kind === 'exit-status') this.#status = fields.number()
    else if (kind !== 'exit-signal') {
      if (this.#socket.writableLength > MAX_WAITING) throw new MalformedPacket('too many requests')
      if (wantsReply) this.#send(TYPE.failure)
      return
    }
    if (this.#isEnding) return
    this.#isEnding = true
    // A daemon that a script left behind may hold the streams for as long as it lives.
    setTimeout(() => this.#close(), LAST_WORDS).unref()
  }

  #pump(): void {
    while (this.#waiting && this.#peer.window > 0 && !this.#socket.writableNeedDrain) {
      const { bytes, done } = this.#waiting
      const size = Math.min(bytes.length, this.#peer.window, this.#peer.maxData)
      this.#peer.window -= size
      this.#send(TYPE.data, numbers(size), bytes.subarray(0, size))
      if (size < bytes.length) this.#waiting = { bytes: bytes.subarray(size), done }
      else {
        this.#waiting = undefined
        done()
      }
    }
  }

  #room(size: number): void {
    this.#taken += size
    if (this.#taken < WINDOW / 2) return
    this.#send(TYPE.windowAdjust, numbers(this.#taken))
    this.#window += this.#taken
    this.#taken = 0
  }

  #request(kind: string, wantsReply: boolean, ...parts: readonly Buffer[]): void {
    this.#send(TYPE.request, text(kind), Buffer.from([wantsReply ? 1 : 0]), ...parts)
  }

  /** What is sent in one turn goes out in one write. */
  #send(type: number, ...parts: readonly Buffer[]): void {
    const socket = this.#socket
    if (!socket.writable) return
    socket.cork()
    socket.write(message(type, numbers(this.#peer.id), ...parts))
    process.nextTick(() => socket.uncork())
  }

  /** Both sides close a channel, and the connection to the master is for one. */
  #close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#send(TYPE.close)
    this.#socket.end()
    this.#end()
  }

  #end(): void {
    this.#isClosed = true
    this.#stdin.destroy()
    this.#stdout.push(null)
    this.#stderr.push(null)
  }
}

/** One of the streams from the other side; reports how much of it was consumed. */
class Inflow extends Readable {
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

function message(type: number, ...parts: readonly Buffer[]): Buffer {
  return packet(Buffer.from([0, type]), ...parts)
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([numbers(bytes.length), bytes])
}
