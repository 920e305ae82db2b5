import { connect, type Socket } from 'node:net'
import { timerDelay } from '../../base/timer-delay.ts'
import type { Running } from '../../shell/exchange.ts'
import { MalformedPacket, numbers, PacketFields, packetReader } from '../ssh-packet.ts'
import { Channel, type ChannelCommand, WINDOW } from './channel.ts'
import { MAX_DATA, message, peerIn, TYPE, text } from './channel-messages.ts'
import { greeting, MUX } from './mux-protocol.ts'

// A session over a persistent connection, without a process on the controller: the master forwards the messages of
// its channel. mux-protocol.ts names the versions of OpenSSH with which it was tried.

/**
 * Why no session can be opened over a master: the master is `unable` to forward messages, the host is `full` and
 * opens no other session over this connection, or the connection is probably `lost`.
 */
export class ChannelRefused extends Error {
  readonly kind: 'unable' | 'full' | 'lost'

  constructor(kind: ChannelRefused['kind']) {
    super(`no channel: ${kind}`)
    this.kind = kind
  }
}

/** A command to run over a persistent connection. */
export interface ChannelOptions extends ChannelCommand {
  /** Milliseconds until the channel must be open. */
  readonly timeout: number
  readonly signal?: AbortSignal | undefined
  /** Called if the master will end together with this process. */
  readonly onTainted: () => void
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
      else linger(socket, options.onTainted)
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
    // Handles invalid data: before the channel is open the connection counts as lost, later the channel is closed.
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
    // Everything that need not wait for a response is sent at once.
    socket.write(
      Buffer.concat([greeting(MUX.proxy), message(TYPE.open, text('session'), numbers(0, WINDOW, MAX_DATA))]),
    )
  })
}

/**
 * Keeps a refused client connected. A master ends, with all its sessions, when a client disconnects before its
 * session is open. Source: OpenSSH up to 9.9, `chan_send_close2` without a remote channel number.
 */
function linger(socket: Socket, onTainted: () => void): void {
  onTainted()
  for (const event of ['data', 'close', 'error']) socket.removeAllListeners(event)
  socket
    .on('error', () => {})
    .resume()
    .unref()
}
