import { availableParallelism } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { SessionPool } from '../../src/remote/session-pool.ts'
import type { Target } from '../../src/transport/spawn.ts'

const AT_ONCE = 8 * availableParallelism()
const hosts = Array.from({ length: 4 * AT_ONCE }, (_, at) => `web${at}`)

/** A pool whose hosts do not answer until all of them are refused. */
function silentPool() {
  let begun = 0
  let refuse = (_: Error): void => {}
  const never = new Promise<never>((_, reject) => {
    refuse = reject
  })
  const pool = new SessionPool(undefined, () => {
    begun += 1
    return never
  })
  const targets = hosts.map((name): Target => ({ ...({} as Target), name, connection: 'ssh' }))
  const all = Promise.allSettled(targets.map(target => pool.open(target)))
  return {
    begun: () => begun,
    end: async () => {
      refuse(new Error('refused'))
      await all
      await pool.closeAll()
    },
  }
}

test('hosts that wait for the network do not delay other hosts', async () => {
  const pool = silentPool()
  await delay(10)
  assert.is(pool.begun(), AT_ONCE)
  for (let waited = 0; waited < 200 && pool.begun() < hosts.length; waited += 1) await delay(50)
  assert.is(pool.begun(), hosts.length)
  await pool.end()
})

test('while the processors are busy, no more logins are started than they can handle', async () => {
  const pool = silentPool()
  const end = Date.now() + 2000
  while (Date.now() < end) {
    const busy = Date.now() + 180
    while (Date.now() < busy);
    await delay(0)
  }
  assert.is(pool.begun(), AT_ONCE)
  await pool.end()
})

test.run()
