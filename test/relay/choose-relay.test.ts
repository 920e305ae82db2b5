import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { relaysInOrder } from '../../src/relay/choose-relay.ts'

const HOSTS = Array.from({ length: 3000 }, (_, nth) => `host${nth}.example.org`)

const firstOf = (relays: readonly string[], host: string): string | undefined =>
  relaysInOrder(relays, name => name, host)[0]

test('hosts are distributed evenly among relays', () => {
  const counts = new Map<string, number>()
  for (const host of HOSTS) {
    const relay = firstOf(['a', 'b', 'c'], host) ?? ''
    counts.set(relay, (counts.get(relay) ?? 0) + 1)
  }
  for (const count of counts.values()) assert.ok(count > 850 && count < 1150, String([...counts]))
  assert.is(counts.size, 3)
})

test('without a relay only its own hosts move to others, and the order of the relays does not matter', () => {
  for (const host of HOSTS) {
    const before = firstOf(['a', 'b', 'c'], host)
    assert.is(firstOf(['c', 'b', 'a'], host), before)
    if (before !== 'c') assert.is(firstOf(['a', 'b'], host), before)
  }
})

test.run()
