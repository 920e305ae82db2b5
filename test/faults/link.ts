import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** What a link does with bytes: passes them on, holds them back both ways, or refuses all connections. */
export type LinkState = 'up' | 'silent' | 'down'

/** A link between ssh and an sshd, which can be harmed. */
export interface Link {
  readonly port: number
  /** `silent` holds back what comes and takes new connections that are never answered; `down` refuses them. */
  readonly become: (state: LinkState) => void
  /** Resets the connections that there are. */
  readonly cut: () => void
  readonly close: () => Promise<void>
}

/** Opens a link to a port of this machine. */
export async function openLink(to: number): Promise<Link> {
  const sockets = new Set<Socket>()
  let state: LinkState = 'up'
  const server = createServer({ pauseOnConnect: true }, near => {
    const far = connect(to, '127.0.0.1')
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('data', chunk => {
        if (!other.write(chunk)) socket.pause()
      })
      socket.on('drain', () => {
        if (state === 'up') other.resume()
      })
      // A link that is silent tells neither side of the other's end.
      socket.on('end', () => other.end())
      socket.on('close', () => {
        sockets.delete(socket)
        if (state === 'up') other.destroy()
      })
    }
    if (state === 'down') near.resetAndDestroy()
    if (state === 'silent') far.pause()
    else near.resume()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    become: next => {
      state = next
      for (const socket of sockets) {
        if (state === 'silent') socket.pause()
        else socket.resume()
      }
      if (state === 'down') cut()
    },
    cut,
    close: async () => {
      cut()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
