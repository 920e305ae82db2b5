import type { Socket } from 'node:net'
import { Writable } from 'node:stream'
import type { Running } from '../../shell/exchange.ts'
import { Inflow } from '../inflow.ts'
import { LAST_WORDS } from '../spawn.ts'
import { MalformedPacket, numbers, type PacketFields } from '../ssh-packet.ts'
import { MAX_DATA, MAX_WINDOW, message, type Peer, readMessage, TYPE, text } from './channel-messages.ts'

/** Bytes that may be in flight to us; what OpenSSH's own sessions have. */
export const WINDOW = 2 * 1024 * 1024
/** Bytes of ours that may wait for a host that asks more than it listens. */
const MAX_WAITING = WINDOW / 2

/** What is started in a channel. */
export interface ChannelCommand {
  /** For the login shell, as ssh's last word is. */
  readonly command: string
  /** Variables that the host is asked to set. */
  readonly environment: Readonly<Record<string, string>>
}

/** One open channel as a running program: its streams, each no faster than it is read, and how it ends. */
export class Channel {
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
  begin({ command, environment }: ChannelCommand): void {
    for (const [name, value] of Object.entries(environment))
      this.#request('env', false, text(name), text(value))
    this.#request('exec', true, text(command))
  }

  /** Takes a message of the other side. Throws MalformedPacket if it is none, or breaks a rule that both sides keep. */
  take(bytes: Buffer): void {
    if (this.#isClosed) return
    const { type, fields } = readMessage(bytes)
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
