import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/**
 * What happens to bytes and new connections: passed on, held back in both directions, refused, or accepted
 * and reset.
 */
type LinkState = 'up' | 'silent' | 'refusing' | 'resetting'

/** A link between ssh and an sshd that can fail. */
export interface Link {
  readonly port: number
  readonly become: (state: LinkState) => Promise<void>
  /** Resets all open connections. */
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
    // A silent link does not pass on the end of either side.
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
