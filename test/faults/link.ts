import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** What becomes of bytes and of new connections: passed on, held back both ways, refused, or taken and reset at once. */
type LinkState = 'up' | 'silent' | 'refusing' | 'resetting'

/** A link between ssh and an sshd, which can be harmed. */
export interface Link {
  readonly port: number
  readonly become: (state: LinkState) => Promise<void>
  /** Resets the connections that there are. */
  readonly cut: () => void
  readonly close: () => Promise<void>
}

/** Opens a link to a port of this machine. */
export async function openLink(to: number): Promise<Link> {
  const pairs = new Set<readonly [near: Socket, far: Socket]>()
  let state: LinkState = 'up'
  const join = (near: Socket): void => {
    const far = connect(to, '127.0.0.1')
    const pair = [near, far] as const
    pairs.add(pair)
    pass(near, far)
    pass(far, near)
    if (state === 'silent') far.pause()
    else near.resume()
  }
  const pass = (from: Socket, other: Socket): void => {
    from.on('error', () => {})
    from.on('data', chunk => {
      if (!other.write(chunk)) from.pause()
    })
    from.on('drain', () => {
      if (state === 'up') other.resume()
    })
    from.on('end', () => other.end())
    // A link that is silent tells neither side of the other's end.
    from.on('close', () => {
      if (state === 'up') other.destroy()
    })
  }
  const cut = (): void => {
    for (const pair of pairs) for (const socket of pair) socket.resetAndDestroy()
    pairs.clear()
  }
  const server = createServer({ pauseOnConnect: true }, near => {
    if (state === 'resetting') near.resetAndDestroy()
    else join(near)
  })
  const listen = (at: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(at, '127.0.0.1', resolve)
    })
  await listen(0)
  const { port } = server.address() as AddressInfo
  return {
    port,
    become: async next => {
      state = next
      for (const pair of pairs) {
        const isOver = pair.some(socket => socket.destroyed)
        for (const socket of pair) {
          if (state === 'silent') socket.pause()
          else if (isOver) socket.resetAndDestroy()
          else socket.resume()
        }
      }
      if (state === 'resetting' || state === 'refusing') cut()
      if (state === 'refusing') await new Promise(resolve => server.close(resolve))
      else if (!server.listening) await listen(port)
    },
    cut,
    close: async () => {
      cut()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
