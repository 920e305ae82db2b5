import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hostsOf } from '../../lab/addresses.ts'
import { hostsFile, sshConfig } from '../../lab/names.ts'

test("a host's /etc/hosts lists the host, the controller and its neighbours", () => {
  assert.is(
    hostsFile(hostsOf(2, 0), 'node1'),
    [
      '127.0.0.1 localhost',
      '::1 localhost ip6-localhost ip6-loopback',
      '192.168.202.1 controller mirror.lab',
      '192.168.202.131 node1',
      '192.168.202.132 node2',
      '',
    ].join('\n'),
  )
})

test("the controller's /etc/hosts has the name of its machine", () => {
  assert.match(hostsFile(hostsOf(1, 0), 'laptop'), /^127\.0\.1\.1 laptop$/m)
})

test('ssh settings for lab hosts, by name and address, come before all others', () => {
  assert.is(
    sshConfig(hostsOf(1, 0), '/keys/id', '/keys/known_hosts', 'Host *\n'),
    [
      'Host node1 192.168.202.131',
      '  IdentityFile /keys/id',
      '  UserKnownHostsFile /keys/known_hosts',
      '  StrictHostKeyChecking yes',
      '',
      'Host *',
      '',
    ].join('\n'),
  )
})

test.run()
