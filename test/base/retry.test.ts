import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { retry } from '../../src/base/retry.ts'

const { signal } = new AbortController()
const HOUR = 3_600_000

/** Fails the given number of times, then returns how often it failed. */
function failing(times: number): (failed: number) => Promise<number> {
  return async failed => {
    if (failed < times) throw new Error(`attempt ${failed + 1}`)
    return failed
  }
}

test('stops after the first attempt that succeeds', async () => {
  const pauseWithin = (): number => Number.POSITIVE_INFINITY
  assert.is(await retry(failing(0), { firstPause: 1, signal, pauseWithin }), 0)
  assert.is(await retry(failing(3), { firstPause: 1, signal, pauseWithin }), 3)
})

test('throws the error of the last attempt when `pauseWithin` returns undefined', async () => {
  const seen: [string, number][] = []
  const pauseWithin = (error: unknown, failed: number): number | undefined => {
    seen.push([(error as Error).message, failed])
    return failed < 2 ? 0 : undefined
  }
  try {
    await retry(failing(9), { firstPause: 1, signal, pauseWithin })
    assert.unreachable()
  } catch (error) {
    assert.is((error as Error).message, 'attempt 2')
  }
  assert.equal(seen, [
    ['attempt 1', 1],
    ['attempt 2', 2],
  ])
})

test('a pause is no longer than `pauseWithin` allows', async () => {
  assert.is(await retry(failing(2), { firstPause: HOUR, signal, pauseWithin: () => 1 }), 2)
})

test('aborting the signal ends a pause and throws the error of the last attempt', async () => {
  const run = new AbortController()
  setTimeout(() => run.abort(), 10)
  const pauseWithin = (): number => Number.POSITIVE_INFINITY
  try {
    await retry(failing(1), { firstPause: HOUR, signal: run.signal, pauseWithin })
    assert.unreachable()
  } catch (error) {
    assert.is((error as Error).message, 'attempt 1')
  }
})

test('pauses double up to the longest one, each with a random factor from 0.5 to 1.5', async () => {
  const pauses: number[] = []
  const { setTimeout: own } = globalThis
  globalThis.setTimeout = ((work: () => void, pause: number) => {
    pauses.push(pause)
    return own(work, 0)
  }) as typeof setTimeout
  try {
    const pauseWithin = (): number => Number.POSITIVE_INFINITY
    await retry(failing(5), { firstPause: 100, longestPause: 500, signal, pauseWithin })
  } finally {
    globalThis.setTimeout = own
  }
  assert.is(pauses.length, 5)
  for (const [nth, base] of [100, 200, 400, 500, 500].entries()) {
    const pause = pauses[nth] ?? 0
    assert.ok(pause >= base / 2 && pause <= base * 1.5, `${pause} for ${base}`)
  }
})

test.run()
