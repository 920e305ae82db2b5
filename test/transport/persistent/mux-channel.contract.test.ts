import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openSession, type Session } from '../../../src/remote/session.ts'
import { sh } from '../../../src/shell/quote.ts'
import { ConnectionLeases } from '../../../src/transport/persistent/leases.ts'
import {
  type ChannelOptions,
  ChannelRefused,
  openChannel,
} from '../../../src/transport/persistent/mux-channel.ts'
import { MUX } from '../../../src/transport/persistent/mux-protocol.ts'
import { numbers, packet } from '../../../src/transport/ssh-packet.ts'
import { lendEnvironment } from '../../kit/environment.ts'
import { openHostileSshd } from '../../kit/hostile-sshd.ts'
import { scratch } from '../../kit/local-session.ts'
import { childrenOf, endMasters, openSshd, type Sshd, until } from '../../kit/sshd.ts'

const place = scratch()
const folder = join(place.path, 'drover-ssh')
const sessions: Session[] = []
let server: Sshd
let leases: ConnectionLeases

lendEnvironment('XDG_RUNTIME_DIR')
test.before(async () => {
  process.env.XDG_RUNTIME_DIR = place.path
  server = await openSshd()
})
test.before.each(() => {
  leases = new ConnectionLeases()
})
test.after.each(async () => {
  await Promise.all(sessions.splice(0).map(session => session.close()))
  endMasters(folder)
  rmSync(folder, { recursive: true, force: true })
})
test.after(async () => {
  await server.close()
  place.remove()
})

/** Opens the session that makes the connection, and one over it without its own ssh process. */
async function openBoth(): Promise<[first: Session, second: Session]> {
  const target = server.target({ keepFor: 30 })
  const first = await openSession(target, { leases })
  sessions.push(first)
  const before = childrenOf(process.pid).length
  const second = await openSession(target, { leases })
  sessions.push(second)
  assert.is(childrenOf(process.pid).length, before)
  assert.is(second.cost.connections, 0)
  return [first, second]
}

const pidOf = async (session: Session): Promise<number> =>
  Number((await session.host().run(sh`echo $$`)).stdout.toString())

test('more bytes than the window arrive unchanged in both directions', async () => {
  const [, session] = await openBoth()
  const bytes = randomBytes(6_000_000)
  const { stdout, stderr, status } = await session
    .host()
    .run(sh`tee /dev/fd/2; exit 7`, { stdin: bytes, ok: [7] })
  assert.is(stdout.compare(bytes), 0)
  assert.is(stderr.compare(bytes), 0)
  assert.is(status, 7)
})

test('a slow reader is throttled, and gets all bytes', async () => {
  const [, session] = await openBoth()
  let size = 0
  const slow = new Writable({
    highWaterMark: 1024,
    write: (chunk: Buffer, _encoding, done) => {
      size += chunk.length
      setTimeout(done, 1)
    },
  })
  await session.host().run(sh`head -c 8000000 /dev/zero`, { stdout: slow })
  await new Promise<void>(resolve => slow.end(resolve))
  assert.is(size, 8_000_000)
  assert.is((await session.host().run(sh`echo on`)).stdout.toString(), 'on\n')
})

test('a killed shell is noticed at once, although its heartbeat process still holds a stream', async () => {
  const [, session] = await openBoth()
  const pid = await pidOf(session)
  const began = performance.now()
  process.kill(pid, 'SIGKILL')
  await until('the session is lost', () => !session.isOpen)
  assert.ok(performance.now() - began < 5000)
})

test('an abandoned session leaves no shell behind, and does not affect others on its connection', async () => {
  const [first, session] = await openBoth()
  const pid = await pidOf(session)
  const lost = session.host().run(sh`sleep 2`, { timeout: 200 })
  await lost.then(
    () => assert.unreachable(),
    () => {},
  )
  await until('the shell has ended', () => {
    try {
      process.kill(pid, 0)
      return false
    } catch {
      return true
    }
  })
  assert.is((await first.host().run(sh`echo here`)).stdout.toString(), 'here\n')
})

/** Malformed exit messages of a host. */
const TORN: readonly (readonly [string, (channel: number) => Buffer])[] = [
  ['a status of one byte', channel => Buffer.concat([ending(channel), Buffer.from([0, 1])])],
  ['no status', ending],
  ['a name of 4 GB', channel => Buffer.concat([Buffer.from([98]), numbers(channel, 0xffffffff)])],
]

function ending(channel: number): Buffer {
  return Buffer.concat([Buffer.from([98]), numbers(channel, 11), Buffer.from('exit-status')])
}

for (const [what, torn] of TORN) {
  test(`a host that sends ${what} over a persistent connection loses only that session`, async () => {
    const hostile = await openHostileSshd({
      onExec: (nth, channel) => (nth === 2 ? [torn(channel)] : undefined),
    })
    try {
      const target = hostile.target({ keepFor: 30, sshArgs: [] })
      const [first, other] = [await openSession(target, { leases }), await openSession(server.target())]
      sessions.push(first, other)
      // The master opens no shell then; a separate connection does.
      const second = await openSession(target, { leases })
      sessions.push(second)
      assert.is(second.cost.connections, 1)
      for (const session of [first, second, other])
        assert.is((await session.host().run(sh`echo here`)).stdout.toString(), 'here\n')
    } finally {
      await Promise.all(sessions.splice(0).map(session => session.close()))
      await hostile.close()
    }
  })
}

const OPTIONS: ChannelOptions = { command: 'true', environment: {}, timeout: 300, onTainted: () => {} }

/** Responses of an old or silent master, and the resulting error. */
const REFUSALS: [string, Buffer | 'close' | undefined, ChannelRefused['kind']][] = [
  ['does not support proxy mode', packet(numbers(0x80000003, 0)), 'unable'],
  ['closes', 'close', 'lost'],
  ['says nothing', undefined, 'lost'],
]

for (const [what, answer, kind] of REFUSALS) {
  test(`if a master ${what}, no channel is opened`, async () => {
    const path = join(place.path, 'socket')
    const fake = createServer(socket => {
      socket.on('error', () => {}).unref()
      if (answer === 'close') socket.destroy()
      else socket.write(Buffer.concat([packet(numbers(MUX.hello, 4)), answer ?? Buffer.alloc(0)]))
    })
    await new Promise<void>(resolve => fake.listen(path, resolve))
    const error = await openChannel(path, OPTIONS).then(
      () => undefined,
      thrown => thrown,
    )
    fake.close()
    assert.instance(error, ChannelRefused)
    assert.is(error.kind, kind)
  })
}

test.run()
