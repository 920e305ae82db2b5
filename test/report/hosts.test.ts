import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { countHosts, shortenHosts } from '../../src/report/hosts.ts'

const hundred = Array.from({ length: 100 }, (_, index) => `web${index + 1}`)

const rows: [what: string, hosts: readonly string[], most: number, expected: string][] = [
  ['no host', [], 8, ''],
  ['one host', ['db'], 8, 'db'],
  ['consecutive numbers as a range', hundred, 4, 'web[1:100]'],
  ['a range with a gap', hundred.filter(host => host !== 'web7'), 4, 'web[1:6] web[8:100]'],
  ['two consecutive numbers as names', ['n1', 'n2'], 8, 'n1 n2'],
  ['numbers in any order', ['n3', 'n1', 'n2'], 8, 'n[1:3]'],
  ['numbers with leading zeros as they are', ['n01', 'n02', 'n03'], 8, 'n01 n02 n03'],
  ['a name next to the same name with a number', ['web', 'web1', 'web2', 'web3'], 8, 'web web[1:3]'],
  ['a duplicate host once', ['a', 'a'], 8, 'a'],
  ['hosts beyond the limit as their number', ['a', 'b', ...hundred], 2, 'a b and 100 more'],
  ['addresses', ['10.0.0.1', '10.0.0.2', '10.0.0.3'], 8, '10.0.0.[1:3]'],
]

for (const [what, hosts, most, expected] of rows) {
  test(`host names are shortened: ${what}`, () => assert.is(shortenHosts(hosts, most), expected))
}

test('10,000 consecutive hosts are shortened to one range', () => {
  const hosts = Array.from({ length: 10_000 }, (_, index) => `n${index}`)
  assert.is(shortenHosts(hosts), 'n[0:9999]')
})

test('hosts are counted with the right plural', () => {
  assert.equal([countHosts(0), countHosts(1), countHosts(2)], ['0 hosts', '1 host', '2 hosts'])
})

test.run()
