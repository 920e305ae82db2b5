import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A proxy for a port of this machine that can stop forwarding a connection. */
export interface StallingProxy {
  readonly port: number
  /** Makes the next connection forward only that number of bytes. Later connections forward everything. */
  readonly stallAfter: (bytes: number) => void
  readonly close: () => void
}

/** Opens a gate to a port of this machine. */
export async function openStallingProxy(to: number): Promise<StallingProxy> {
  const sockets = new Set<Socket>()
  let limit = Number.POSITIVE_INFINITY
  const server = createServer(near => {
    const far = connect(to, '127.0.0.1')
    let left = limit
    limit = Number.POSITIVE_INFINITY
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      // Writing to a closed connection is not an error of the test.
      socket.on('error', () => {}).on('close', () => other.destroy())
    }
    far.pipe(near)
    near.on('data', chunk => {
      const passed = chunk.subarray(0, left)
      left -= passed.length
      if (left === 0) near.pause()
      if (!far.write(passed)) {
        near.pause()
        far.once('drain', () => left > 0 && near.resume())
      }
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    stallAfter: bytes => {
      limit = bytes
    },
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
