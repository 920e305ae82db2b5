import { connect, type Socket } from 'node:net'
import { timerDelay } from '../../base/timer-delay.ts'
import type { Running } from '../../shell/exchange.ts'
import { MalformedPacket, numbers, PacketFields, packetReader } from '../ssh-packet.ts'
import { Channel, type ChannelCommand, WINDOW } from './channel.ts'
import { MAX_DATA, message, peerIn, TYPE, text } from './channel-messages.ts'
import { greeting, MUX } from './mux-protocol.ts'

// A session over a persistent connection, without a process of ours: the master forwards the messages of its channel. mux-protocol.ts
// says which versions of OpenSSH it was tried with.

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
export interface ChannelOptions extends ChannelCommand {
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
    const timer = setTimeout(() => refuse('lost'), timerDelay(options.timeout))
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
