import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { eventQueue } from '../../src/api/event-queue.ts'

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

test('values arrive in order, including those from before the first read', async () => {
  const queue = eventQueue<number>()
  queue.push(1)
  queue.push(2)
  const read: number[] = []
  const reading = (async () => {
    for await (const value of queue) read.push(value)
  })()
  await turn()
  queue.push(3)
  await turn()
  assert.equal(read, [1, 2, 3])
  queue.push(4)
  queue.end()
  await reading
  assert.equal(read, [1, 2, 3, 4])
})

test('an error is thrown after the last value', async () => {
  const queue = eventQueue<number>()
  queue.push(1)
  queue.end(new Error('gone'))
  const read: number[] = []
  try {
    for await (const value of queue) read.push(value)
    assert.unreachable()
  } catch (error) {
    assert.is((error as Error).message, 'gone')
  }
  assert.equal(read, [1])
})

test('after the loop ends, no values are stored, and a second loop ends at once', async () => {
  const queue = eventQueue<number>()
  queue.push(1)
  queue.push(2)
  for await (const value of queue) if (value === 1) break
  queue.push(3)
  for await (const value of queue) assert.unreachable(String(value))
})

test.run()
