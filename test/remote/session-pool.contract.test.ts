import { createServer } from 'node:net'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openSession } from '../../src/remote/session.ts'
import { SessionPool } from '../../src/remote/session-pool.ts'
import { sh } from '../../src/shell/quote.ts'
import { ConnectionError } from '../../src/transport/connection-errors.ts'
import type { Target } from '../../src/transport/spawn.ts'
import { openSshd } from '../kit/sshd.ts'

test('with an sshd that refuses most connections, all of 30 connections succeed', async () => {
  const server = await openSshd('MaxStartups 2:80:6')
  const sessions = new SessionPool()
  try {
    const names = Array.from({ length: 30 }, (_, nth) => `box${nth}`)
    const words = await Promise.all(
      names.map(async name => {
        const session = await sessions.open(server.target({ name }))
        return (await session.host().run(sh`echo ${name}`)).stdout.toString().trim()
      }),
    )
    assert.equal(words, names)
    assert.is(server.connections(), 30)
  } finally {
    await sessions.closeAll()
    await server.close()
  }
})

/** What a host does with a connection before it sends the ssh banner. */
const TURNED_AWAY: [how: string, answer: (socket: import('node:net').Socket) => unknown][] = [
  ['reports too many connections', socket => socket.end('Exceeded MaxStartups\r\n')],
  ['closes it', socket => socket.end()],
  ['resets it', socket => socket.resetAndDestroy()],
]

for (const [how, answer] of TURNED_AWAY) {
  test(`a host that ${how} is tried again`, async () => {
    const server = createServer(socket => {
      socket.on('error', () => {})
      answer(socket)
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const error = await openSession(targetAt(port ?? 0)).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    server.close()
    assert.instance(error, ConnectionError)
    assert.is((error as ConnectionError).kind, 'crowded', (error as Error).message)
  })
}

test('a run that ends does not wait for the pause between attempts', async () => {
  const server = createServer(socket => void socket.on('error', () => {}).end())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const sessions = new SessionPool()
  const opening = sessions.open(targetAt(typeof address === 'object' ? (address?.port ?? 0) : 0))
  const failed = opening.then(
    () => false,
    () => true,
  )
  // By the fourth attempt the pause takes seconds.
  let tries = 0
  await new Promise<void>(resolve => {
    server.on('connection', () => {
      tries += 1
      if (tries === 4) resolve()
    })
  })
  await sessions.closeAll()
  assert.ok(await failed)
  assert.is(tries, 4)
  server.close()
})

function targetAt(port: number): Target {
  return {
    name: 'box',
    connection: 'ssh',
    address: '127.0.0.1',
    port,
    knownHostsFile: '/dev/null',
    sshArgs: ['-F', '/dev/null'],
    connectTimeout: 10,
  }
}

test.run()
