import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Running } from '../../../src/shell/exchange.ts'
import {
  type ChannelOptions,
  ChannelRefused,
  openChannel,
} from '../../../src/transport/persistent/mux-channel.ts'
import { MUX } from '../../../src/transport/persistent/mux-protocol.ts'
import { numbers, packet } from '../../../src/transport/ssh-packet.ts'
import { scratch } from '../../kit/local-session.ts'

// Messages of a host over a persistent connection, through a master that passes all of them on.

/** The number of conversations; `DROVER_FUZZ=20000` tries more. */
const RUNS = Number(process.env.DROVER_FUZZ ?? 400)
const SEED = Number(process.env.DROVER_SEED ?? Date.now() % 1_000_000)

const place = scratch()
const path = join(place.path, 'socket')
/** What the master sends to the next client. */
let script: readonly Buffer[] = []
let server: Server
const sockets = new Set<Socket>()

test.before(async () => {
  server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {}).on('data', () => {})
    for (const piece of script) socket.write(piece)
  })
  await new Promise<void>(resolve => server.listen(path, resolve))
})
test.after(() => {
  for (const socket of sockets) socket.destroy()
  server.close()
  place.remove()
})

/** A message, and its expected effect if the channel has not ended before. */
interface Said {
  readonly bytes: Buffer
  readonly stdout?: Buffer
  readonly stderr?: Buffer
  readonly ends?: 'malformed' | 'closed'
}

const text = (value: Buffer): Buffer => Buffer.concat([numbers(value.length), value])
const message = (type: number, ...parts: readonly Buffer[]): Buffer =>
  packet(Buffer.from([0, type]), numbers(0), ...parts)

const some = fc.uint8Array({ maxLength: 100 }).map(each => Buffer.from(each))
const number = fc.nat(0xffffffff)
const kind = fc.constantFrom('keepalive@openssh.com', 'eow@openssh.com', 'signal', '')

const legal: fc.Arbitrary<Said> = fc.oneof(
  some.map(bytes => ({ bytes: message(94, text(bytes)), stdout: bytes })),
  fc
    .tuple(number, some)
    .map(([code, bytes]) => ({ bytes: message(95, numbers(code), text(bytes)), stderr: bytes })),
  number.map(room => ({ bytes: message(93, numbers(room)) })),
  fc.tuple(kind, fc.boolean(), some).map(([name, asks, rest]) => ({
    bytes: message(98, text(Buffer.from(name)), Buffer.from([asks ? 1 : 0]), rest),
  })),
  fc.constantFrom(90, 91, 92, 96, 99, 255).map(type => ({ bytes: message(type) })),
)

/** Messages that are incomplete or invalid. */
const malformed: fc.Arbitrary<Said> = fc
  .oneof(
    // Truncated within a field.
    fc.constantFrom(
      message(98, text(Buffer.from('exit-status')), Buffer.from([0, 1])),
      message(98, text(Buffer.from('exit-status'))),
      message(98, numbers(0xffffffff)),
      message(98),
      message(94, numbers(0xfffffff0)),
      message(94, Buffer.from([0, 0])),
      message(95, numbers(1)),
      message(95, numbers(1, 9), Buffer.alloc(8)),
      message(93, Buffer.alloc(3)),
      packet(),
      packet(Buffer.from([0])),
      packet(Buffer.from([0, 94, 0, 0])),
    ),
    // Impossible packet lengths.
    fc.integer({ min: 256 * 1024 + 1, max: 0xffffffff }).map(length => numbers(length)),
  )
  .map(bytes => ({ bytes, ends: 'malformed' as const }))

const closing: fc.Arbitrary<Said> = fc
  .oneof(
    fc.constant(message(97)),
    fc.constant(message(100)),
    number.map(status =>
      Buffer.concat([
        message(98, text(Buffer.from('exit-status')), Buffer.from([0]), numbers(status)),
        message(97),
      ]),
    ),
  )
  .map(bytes => ({ bytes, ends: 'closed' as const }))

const OPTIONS: ChannelOptions = { command: 'true', environment: {}, timeout: 5000, onTainted: () => {} }
const BEGINNING = [packet(numbers(MUX.hello, 4)), packet(numbers(MUX.isProxy, 0))]
const CONFIRMED = packet(Buffer.from([0, 91]), numbers(0, 7, 100_000, 32_768))

async function all(running: Running): Promise<{ stdout: Buffer; stderr: Buffer; status: number | null }> {
  const read = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  running.stdin.on('error', () => {})
  running.stdout.on('data', (chunk: Buffer) => read.stdout.push(chunk))
  running.stderr.on('data', (chunk: Buffer) => read.stderr.push(chunk))
  const status = await running.ended
  return { stdout: Buffer.concat(read.stdout), stderr: Buffer.concat(read.stderr), status }
}

test(`whatever a host sends in ${RUNS} channels, each ends with the output before its end (seed ${SEED})`, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(legal, { maxLength: 12 }),
      fc.oneof(malformed, closing),
      fc.array(fc.oneof(legal, malformed, closing), { maxLength: 3 }),
      async (before, end, after) => {
        script = [
          Buffer.concat([...BEGINNING, CONFIRMED, ...before.map(each => each.bytes)]),
          Buffer.concat([end, ...after].map(each => each.bytes)),
        ]
        const { stdout, stderr, status } = await all(await openChannel(path, OPTIONS))
        const expected = Buffer.concat(before.flatMap(each => each.stdout ?? []))
        assert.equal(stdout.subarray(0, expected.length), expected)
        if (end.ends === 'malformed') {
          assert.match(stderr.toString(), /\nthe host violates the ssh protocol: .+\n$/)
          assert.is(status, 255)
        } else assert.equal(stdout, expected)
      },
    ),
    { numRuns: RUNS, seed: SEED },
  )
})

test(`whatever a host sends instead of opening a channel, it is opened or refused (${RUNS} times, seed ${SEED})`, async () => {
  const field = fc.oneof(number, fc.constantFrom(0, 1, 1023, 1024))
  const opening = fc.oneof(
    fc.tuple(fc.constantFrom(0, 90, 91, 92, 99), fc.array(field, { maxLength: 5 })).map(([type, fields]) => ({
      bytes: packet(Buffer.from([0, type]), numbers(...fields)),
      isOpen: type === 91 && fields.length >= 4 && (fields[3] ?? 0) >= 1024,
    })),
    some.map(bytes => ({ bytes: packet(bytes), isOpen: false })).filter(({ bytes }) => bytes[5] !== 91),
    fc
      .integer({ min: 256 * 1024 + 1, max: 0xffffffff })
      .map(length => ({ bytes: numbers(length), isOpen: false })),
  )
  await fc.assert(
    fc.asyncProperty(fc.nat(2), opening, async (count, { bytes, isOpen }) => {
      script = [Buffer.concat([...BEGINNING.slice(0, count), bytes])]
      const opens = count === 2 && isOpen
      // A silent host is refused soon; opening a channel may take longer on a busy machine.
      const options = { ...OPTIONS, timeout: opens ? OPTIONS.timeout : 20 }
      const opened = await openChannel(path, options).catch((error: unknown) => error)
      if (opens) (opened as Running).kill()
      else assert.instance(opened, ChannelRefused)
    }),
    { numRuns: RUNS, seed: SEED },
  )
})

test('a host that sends more than its window allows loses its session', async () => {
  const data = message(94, text(Buffer.alloc(200_000)))
  script = [Buffer.concat([...BEGINNING, CONFIRMED, ...Array.from({ length: 11 }, () => data)])]
  const running = await openChannel(path, OPTIONS)
  running.stdout.pause()
  const said = new Promise<Buffer>(resolve => running.stderr.once('data', resolve))
  assert.match((await said).toString(), /more bytes than its window allows/)
  running.kill()
})

test('a host that sends endless requests and reads no replies loses its session', async () => {
  const asked = message(98, text(Buffer.from('keepalive@openssh.com')), Buffer.from([1]))
  script = [
    Buffer.concat([...BEGINNING, CONFIRMED]),
    Buffer.concat(Array.from({ length: 400_000 }, () => asked)),
  ]
  const deaf = (socket: Socket): void => void socket.pause()
  server.on('connection', deaf)
  const { status, stderr } = await all(await openChannel(path, OPTIONS))
  server.off('connection', deaf)
  assert.is(status, 255)
  assert.match(stderr.toString(), /too many requests/)
})

test.run()
