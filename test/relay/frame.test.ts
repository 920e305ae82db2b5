import { randomBytes } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Frame, readFrame, writeFrame } from '../../src/relay/frame.ts'
import type { Target } from '../../src/transport/spawn.ts'
import { MalformedPacket, packetReader } from '../../src/transport/ssh-packet.ts'

const TARGET: Target = {
  name: 'web1',
  connection: 'ssh',
  address: '10.0.0.1',
  port: 2222,
  user: 'admin',
  privateKeyFile: '/home/admin/.ssh/id',
  sshArgs: ['-o', 'ProxyJump=a b'],
  connectTimeout: 10,
  keepFor: Number.POSITIVE_INFINITY,
}

const FRAMES: readonly Frame[] = [
  { type: 'open', session: 1, order: { target: TARGET, nonce: 'n', reuse: 'any', unknown: ['SessionType'] } },
  { type: 'connecting', session: 1, isWarm: true },
  { type: 'connecting', session: 1, isWarm: false },
  { type: 'refused', session: 2, refusal: { message: 'a\nb', hint: 'ü', kind: 'refused' } },
  { type: 'data', session: 4_000_000_000, stream: 'stdin', bytes: randomBytes(70_000) },
  { type: 'data', session: 1, stream: 'stderr', bytes: Buffer.alloc(0) },
  { type: 'end', session: 1, stream: 'stdout' },
  { type: 'credit', session: 1, stream: 'stderr', size: 131_072 },
  { type: 'ready', session: 1 },
  { type: 'kill', session: 1 },
  { type: 'ended', session: 1, status: 255 },
  { type: 'ended', session: 1, status: null },
  { type: 'forget', session: 3, target: TARGET },
  { type: 'forgotten', session: 3 },
  { type: 'beat', session: 0 },
]

test('each frame is read as it was written, however its bytes are split', () => {
  const whole = Buffer.concat(FRAMES.map(writeFrame))
  for (const size of [1, 3, 7, 4096, whole.length]) {
    const read: Frame[] = []
    const take = packetReader(bytes => read.push(readFrame(Buffer.from(bytes))))
    for (let at = 0; at < whole.length; at += size) take(whole.subarray(at, at + size))
    assert.equal(read, FRAMES)
  }
})

test('passwords are sent to the relay, and the relays of a target are not', () => {
  const reveal = (text: string) => ({ reveal: () => text })
  const target: Target = {
    ...TARGET,
    password: reveal('login'),
    passphrase: reveal('key'),
    become: { method: 'sudo', user: 'root', password: reveal('sudo'), flags: [] },
    relays: [{ target: TARGET, command: ['drover'] }],
    worker: 'guard',
  }
  const bytes = writeFrame({ type: 'forget', session: 1, target }).subarray(4)
  const frame = readFrame(bytes)
  assert.ok(frame.type === 'forget')
  const { password, passphrase, become, ...rest } = frame.target
  assert.equal(
    [password, passphrase, become?.password].map(secret => secret?.reveal()),
    ['login', 'key', 'sudo'],
  )
  assert.equal(rest, TARGET)
})

const DAMAGED: Readonly<Record<string, Buffer>> = {
  'an unknown type': Buffer.from([99, 0, 0, 0, 1]),
  'an incomplete session number': Buffer.from([6, 0, 0]),
  'an unknown stream': Buffer.from([3, 0, 0, 0, 1, 7]),
  'an order that is not JSON': Buffer.concat([Buffer.from([0, 0, 0, 0, 1]), Buffer.from('{')]),
  'an order without a target': Buffer.concat([Buffer.from([0, 0, 0, 0, 1]), Buffer.from('{"reuse":"any"}')]),
}

for (const [what, bytes] of Object.entries(DAMAGED)) {
  test(`${what} is refused`, () => {
    assert.throws(
      () => readFrame(bytes),
      (error: unknown) => error instanceof MalformedPacket,
    )
  })
}

test.run()
