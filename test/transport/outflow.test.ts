import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Outflow } from '../../src/transport/outflow.ts'

const WINDOW = 256 * 1024

test('at most one window of a stream is in flight, and nothing is sent while the link is full', async () => {
  const sent: number[] = []
  let isFull = false
  const outflow = new Outflow(
    {
      data: bytes => sent.push(bytes.length),
      end: () => sent.push(-1),
      isFull: () => isFull,
    },
    { window: WINDOW, chunk: 64 * 1024 },
  )
  const sum = (): number => sent.filter(size => size > 0).reduce((all, size) => all + size, 0)
  outflow.end(Buffer.alloc(WINDOW * 3))
  await delay(5)
  assert.is(sum(), WINDOW)
  assert.ok(Math.max(...sent) <= 64 * 1024)
  isFull = true
  outflow.credit(WINDOW)
  assert.is(sum(), WINDOW)
  isFull = false
  outflow.pump()
  assert.is(sum(), 2 * WINDOW)
  outflow.credit(WINDOW)
  await delay(5)
  assert.equal([sum(), sent.at(-1)], [3 * WINDOW, -1])
})

test.run()
