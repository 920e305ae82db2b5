import { connect, createServer, type Server, type Socket } from 'node:net'

/**
 * Opens a relay on this machine that delays every byte by half a round trip in both directions. Returns the port on
 * which it listens.
 */
export async function openDelay(
  address: string,
  roundTrip: number,
): Promise<{ port: number; close: () => void }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer(near => {
    const far = connect(22, address)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.setNoDelay(true)
      const later = (what: () => void): void => void setTimeout(what, roundTrip / 2)
      from.on('data', chunk => later(() => !to.destroyed && to.write(chunk)))
      from.on('end', () => later(() => to.end()))
      from.on('error', () => to.destroy())
      from.on('close', () => sockets.delete(from))
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  return {
    port: typeof bound === 'object' && bound ? bound.port : 0,
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
