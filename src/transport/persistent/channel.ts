import type { Socket } from 'node:net'
import type { Running } from '../../shell/exchange.ts'
import { Inflow, ReceiveWindow } from '../inflow.ts'
import { Outflow } from '../outflow.ts'
import { LAST_WORDS } from '../spawn.ts'
import { MalformedPacket, numbers, type PacketFields, sendPacket } from '../ssh-packet.ts'
import { message, type Peer, readMessage, TYPE, text } from './channel-messages.ts'

/** Bytes that may be in flight to the controller; the same as for OpenSSH's own sessions. */
export const WINDOW = 2 * 1024 * 1024
/** Bytes of answers that may wait for a host that sends requests without reading the answers. */
const MAX_WAITING = WINDOW / 2

/** The command to start in a channel. */
export interface ChannelCommand {
  /** A command line for the login shell, as the last argument of ssh. */
  readonly command: string
  /** Variables that the host is asked to set. */
  readonly environment: Readonly<Record<string, string>>
}

/**
 * An open channel as a running program: its streams, which send no faster than they are read, and its exit status.
 */
export class Channel {
  readonly running: Running
  readonly #socket: Socket
  readonly #peerId: number
  readonly #stdin: Outflow
  readonly #stdout: Inflow
  readonly #stderr: Inflow
  /** The exit status if the other side sends none, as for ssh itself. */
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

  /** Starts the command. Input may be written to it immediately. */
  begin({ command, environment }: ChannelCommand): void {
    for (const [name, value] of Object.entries(environment))
      this.#request('env', false, text(name), text(value))
    this.#request('exec', true, text(command))
  }

  /** Handles a message from the other side. Throws MalformedPacket if it is invalid or breaks a limit. */
  take(bytes: Buffer): void {
    if (this.#isClosed) return
    const { type, fields } = readMessage(bytes)
    switch (type) {
      case TYPE.data:
        this.#stdout.receive(fields.string())
        break
      case TYPE.extendedData:
        // The only type of extended data is standard error.
        fields.number()
        this.#stderr.receive(fields.string())
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

  /** Ends the channel after an invalid message. */
  refuse({ message }: MalformedPacket): void {
    if (this.#isClosed) return
    this.#status = 255
    this.#stderr.push(`\nthe host violates the ssh protocol: ${message}\n`)
    this.#close()
  }

  /** Handles a request: stores the exit status of the command, and refuses all other requests. */
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
    // A daemon that a script started may hold the streams open for as long as it lives.
    setTimeout(() => this.#close(), LAST_WORDS).unref()
  }

  #request(kind: string, wantsReply: boolean, ...parts: readonly Buffer[]): void {
    this.#send(TYPE.request, text(kind), Buffer.from([wantsReply ? 1 : 0]), ...parts)
  }

  #send(type: number, ...parts: readonly Buffer[]): void {
    sendPacket(this.#socket, message(type, numbers(this.#peerId), ...parts))
  }

  /** Sends the closing message, and closes the connection to the master, which has only this channel. */
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
