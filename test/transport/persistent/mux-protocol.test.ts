import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  MAX_PACKET,
  MalformedPacket,
  numbers,
  PacketFields,
  packet,
  packetReader,
} from '../../../src/transport/ssh-packet.ts'

const bytes = fc.uint8Array({ maxLength: 40 }).map(each => Buffer.from(each))

const isMalformed = (error: unknown): boolean => error instanceof MalformedPacket

test('packets are read whole and in order, wherever the stream is split', () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 8 }), fc.array(fc.nat(60), { minLength: 1 }), (all, cuts) => {
      const read: Buffer[] = []
      const take = packetReader(each => read.push(Buffer.from(each)))
      const stream = Buffer.concat(all.map(each => packet(each)))
      let at = 0
      for (let nth = 0; at < stream.length; nth += 1) {
        const size = (cuts[nth % cuts.length] ?? 0) + 1
        take(stream.subarray(at, at + size))
        at += size
      }
      assert.equal(read, all)
    }),
    { numRuns: 300 },
  )
})

test('a packet of the maximum length is read in pieces, and a longer one is refused by its length', () => {
  const read: number[] = []
  const take = packetReader(each => read.push(each.length))
  const whole = packet(Buffer.alloc(MAX_PACKET))
  for (let at = 0; at < whole.length; at += 100) take(whole.subarray(at, at + 100))
  assert.equal(read, [MAX_PACKET])
  assert.throws(() => take(numbers(MAX_PACKET + 1)), isMalformed)
  assert.throws(() => packetReader(() => {})(numbers(0xffffffff)), isMalformed)
})

test('fields are read in order, and not beyond the end', () => {
  const fields = new PacketFields(Buffer.concat([Buffer.from([7]), numbers(9, 3), Buffer.from('abcd')]))
  assert.is(fields.byte(), 7)
  assert.is(fields.number(), 9)
  assert.is(fields.string().toString(), 'abc')
  assert.throws(() => fields.number(), isMalformed)
})

/** Fields that exceed the packet. */
const CUT: readonly [string, Buffer, (fields: PacketFields) => unknown][] = [
  ['a byte', Buffer.alloc(0), fields => fields.byte()],
  ['a number', Buffer.alloc(3), fields => fields.number()],
  ['a length', Buffer.alloc(2), fields => fields.string()],
  ['a string', Buffer.concat([numbers(5), Buffer.from('1234')]), fields => fields.string()],
  ['a string of 4 GB', numbers(0xffffffff), fields => fields.string()],
]

for (const [what, packet, read] of CUT) {
  test(`${what} that is incomplete is refused`, () => {
    assert.throws(() => read(new PacketFields(packet)), isMalformed)
  })
}

test.run()
