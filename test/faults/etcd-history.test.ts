import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { belowQuorum, type Outage, recklessStops } from './etcd-history.ts'

const out = (node: string, from: number, to: number): Outage => ({ node, from, to })
const FOR_GOOD = Number.POSITIVE_INFINITY

const QUORUM: Readonly<Record<string, readonly [outages: readonly Outage[], told: readonly string[]]>> = {
  'one after the other': [[out('a', 0, 10), out('b', 10, 20), out('c', 30, 40)], []],
  'two that overlap': [[out('a', 0, 10), out('b', 5, 20)], ['b and a for 5 ms']],
  'two that begin at the same time': [[out('a', 0, 10), out('b', 0, 10)], ['b and a for 10 ms']],
  'one of them permanent': [[out('a', 0, FOR_GOOD), out('b', 5, 20)], ['b and a for 15 ms']],
  'the same member twice': [[out('a', 0, FOR_GOOD), out('a', 5, 20)], []],
}
for (const [title, [outages, told]] of Object.entries(QUORUM))
  test(`outages, ${title}: below quorum ${told.length} times`, () =>
    assert.equal(belowQuorum({ stops: [], outages }), told))

const STOPS: Readonly<Record<string, readonly [at: number, outages: readonly Outage[], told: number]>> = {
  'while another member is down': [5000, [out('b', 1000, 9000)], 1],
  'while another member is permanently down': [5000, [out('b', 1000, FOR_GOOD)], 1],
  'after another member came back': [5000, [out('b', 1000, 4999)], 0],
  'too soon after another member went down to be noticed': [5000, [out('b', 4000, 9000)], 0],
  'while the member itself is down': [5000, [out('a', 1000, 9000)], 0],
}
for (const [title, [at, outages, told]] of Object.entries(STOPS))
  test(`a stop ${title}: reckless ${told} times`, () =>
    assert.is(recklessStops({ stops: [{ node: 'a', at }], outages }).length, told))

test.run()
