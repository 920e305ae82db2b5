import type { Socket } from 'node:net'
import type { Running } from '../../shell/exchange.ts'
import { Inflow, ReceiveWindow } from '../inflow.ts'
import { Outflow } from '../outflow.ts'
import { LAST_WORDS } from '../spawn.ts'
import { MalformedPacket, numbers, type PacketFields, sendPacket } from '../ssh-packet.ts'
import { message, type Peer, readMessage, TYPE, text } from './channel-messages.ts'

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
  readonly #peerId: number
  readonly #stdin: Outflow
  readonly #stdout: Inflow
  readonly #stderr: Inflow
  /** As ssh exits if the other side sends no exit status. */
  #status: number | null = 255
  #isEnding = false
  #isClosed = false

  constructor(socket: Socket, peer: Peer) {
    this.#socket = socket
    this.#peerId = peer.id
    this.#stdin = new Outflow(
      {
        data: bytes => this.#send(TYPE.data, numbers(bytes.length), bytes),
        end: () => this.#send(TYPE.eof),
        isFull: () => socket.writableNeedDrain,
      },
      { window: peer.window, chunk: peer.maxData },
    )
    const window = new ReceiveWindow(WINDOW, size => this.#send(TYPE.windowAdjust, numbers(size)))
    this.#stdout = new Inflow(window)
    this.#stderr = new Inflow(window)
    socket.on('drain', () => this.#stdin.pump())
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
        this.#stdout.came(fields.string())
        break
      case TYPE.extendedData:
        // There is one kind of them, its standard error.
        fields.number()
        this.#stderr.came(fields.string())
        break
      case TYPE.windowAdjust:
        this.#stdin.credit(fields.number())
        break
      case TYPE.request:
        this.#answer(fields)
        break
      case TYPE.failure:
        this.#stderr.push('the host starts no command in a session\n')
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
    this.#stderr.push(`\nthe host violates the ssh protocol: ${message}\n`)
    this.#close()
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

  #request(kind: string, wantsReply: boolean, ...parts: readonly Buffer[]): void {
    this.#send(TYPE.request, text(kind), Buffer.from([wantsReply ? 1 : 0]), ...parts)
  }

  #send(type: number, ...parts: readonly Buffer[]): void {
    sendPacket(this.#socket, message(type, numbers(this.#peerId), ...parts))
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
