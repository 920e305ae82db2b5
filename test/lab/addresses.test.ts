import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hardwareAddress, hostNamed, hostsOf } from '../../lab/addresses.ts'

const known = [
  ['node1', '192.168.202.131'],
  ['node3', '192.168.202.133'],
  ['node100', '192.168.202.230'],
  ['light1', '192.168.203.1'],
  ['light254', '192.168.203.254'],
  ['light255', '192.168.204.1'],
  ['light900', '192.168.206.138'],
] as const

for (const [name, address] of known) {
  test(`${name} is at ${address}`, () => assert.is(hostNamed(name).address, address))
}

for (const name of ['node0', 'node101', 'light901']) {
  test(`the name ${name} is refused`, () => assert.throws(() => hostNamed(name), `there is no \`${name}\``))
}

for (const name of ['', 'node', 'node01', 'node1;reboot', '../node1', 'web1']) {
  test(`\`${name}\` is not a name of a lab host`, () => {
    assert.throws(() => hostNamed(name), 'a lab host is named `node1` or `light1`')
  })
}

test('a lab lists its nodes first, and all addresses differ', () => {
  const hosts = hostsOf(100, 900)
  assert.is(new Set(hosts.map(({ address }) => address)).size, 1000)
  assert.equal(
    hostsOf(2, 1).map(({ name }) => name),
    ['node1', 'node2', 'light1'],
  )
})

test('a hardware address is locally administered and derived from the IP address', () => {
  assert.is(hardwareAddress('192.168.202.131'), '02:00:c0:a8:ca:83')
})

test.run()
