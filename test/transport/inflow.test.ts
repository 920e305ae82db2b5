import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Inflow, ReceiveWindow } from '../../src/transport/inflow.ts'
import { MalformedPacket } from '../../src/transport/ssh-packet.ts'

test('window credit is returned in halves of a window that two streams share, as their bytes are consumed', async () => {
  const room: number[] = []
  const window = new ReceiveWindow(400_000, size => room.push(size))
  const [one, other] = [new Inflow(window), new Inflow(window)]
  one.pause()
  one.receive(Buffer.alloc(199_999))
  other.receive(Buffer.alloc(1))
  await delay(5)
  assert.equal(room, [])
  one.resume()
  await delay(5)
  assert.equal(room, [200_000])
})

test('more data than the window allows is a malformed packet', () => {
  const window = new ReceiveWindow(100_000, () => {})
  const stream = new Inflow(window).pause()
  stream.receive(Buffer.alloc(100_000))
  assert.throws(
    () => stream.receive(Buffer.alloc(1)),
    (error: unknown) => error instanceof MalformedPacket,
  )
})

test.run()
