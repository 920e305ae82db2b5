import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { insteadOfFact, isInterfaceFact, KNOWN_FACTS } from '../../../src/remote/facts/known.ts'
import { parseFacts } from '../../../src/remote/facts/probe.ts'

const CENTOS = `@@uname
Linux
db1.example.com
3.10.0-1160.el7.x86_64
#1 SMP
x86_64
@@hostname
db1.example.com
@@fqdn
db1.example.com
@@os-release
NAME="CentOS Linux"
VERSION="7 (Core)"
ID="centos"
ID_LIKE="rhel fedora"
VERSION_ID="7"
@@redhat-release
CentOS Linux release 7.9.2009 (Core)
@@tools
yum
systemctl
@@init
systemd
systemd-is-running
@@id
root
0
0
/root
/bin/bash
@@cpu
4
2
model name	: A Processor
@@memory
MemTotal:        2048000 kB
MemFree:          102400 kB
@@addresses
1: lo    inet 127.0.0.1/8 scope host lo
2: eth0    inet 192.168.202.131/24 brd 192.168.202.255 scope global eth0
2: eth0    inet6 fe80::1/64 scope link
3: br-lan    inet 10.0.0.1/20 scope global br-lan
4: __proto__    inet 6.6.6.6/8 scope global x
@@routes
default via 192.168.202.1 dev eth0
@6
@@links
eth0 52:54:00:00:00:01 1500 up
@@env
PATH=/bin
__proto__=x
@@uname
Evil
`

test('facts have the names and values that Ansible gives', () => {
  const facts = parseFacts(CENTOS)
  const expected: Record<string, unknown> = {
    system: 'Linux',
    hostname: 'db1',
    fqdn: 'db1.example.com',
    domain: 'example.com',
    distribution: 'CentOS',
    distribution_version: '7.9.2009',
    distribution_major_version: '7',
    os_family: 'RedHat',
    pkg_mgr: 'yum',
    service_mgr: 'systemd',
    processor_vcpus: 4,
    processor_nproc: 2,
    memtotal_mb: 2000,
    memfree_mb: 100,
    all_ipv4_addresses: ['192.168.202.131', '10.0.0.1'],
    default_ipv4: {
      address: '192.168.202.131',
      interface: 'eth0',
      gateway: '192.168.202.1',
      prefix: '24',
      netmask: '255.255.255.0',
      network: '192.168.202.0',
      broadcast: '192.168.202.255',
      macaddress: '52:54:00:00:00:01',
      mtu: 1500,
    },
  }
  for (const [name, value] of Object.entries(expected)) assert.equal(facts[name], value, name)
  assert.equal(facts.br_lan, {
    device: 'br-lan',
    active: true,
    macaddress: '',
    mtu: 0,
    ipv4: {
      address: '10.0.0.1',
      prefix: '20',
      netmask: '255.255.240.0',
      network: '10.0.0.0',
      broadcast: '10.0.15.255',
    },
  })
})

test('a host cannot name facts after what objects have', () => {
  const facts = parseFacts(CENTOS)
  assert.not.ok(Object.hasOwn(facts, '__proto__'))
  assert.is(({} as Record<string, unknown>).x, undefined)
  assert.is(facts.system, 'Linux')
})

test('an interface is no fact by a name that every object has', () => {
  const facts = parseFacts(
    '@@addresses\n2: constructor inet 10.0.0.1/24\n3: toString inet 10.0.0.2/24\n4: eth0 inet 10.0.0.3/24',
  )
  assert.equal(facts.interfaces, ['eth0'])
  assert.equal(facts.all_ipv4_addresses, ['10.0.0.3'])
  for (const name of ['constructor', 'toString']) assert.not.ok(Object.hasOwn(facts, name), name)
})

test('what stands in the environment begins no other part', () => {
  assert.is(parseFacts('@@env\nX=1\n@@tools\napt-get').pkg_mgr, 'unknown')
})

test('values are whole, whatever signs end a line elsewhere', () => {
  const facts = parseFacts('@@os-release\nNAME="a\u2028b"\n@@env\nX=1\u2028\u2029\r2')
  assert.is(facts.distribution, 'a\u2028b')
  assert.equal({ ...(facts.env as object) }, { X: '1\u2028\u2029\r2' })
})

test('a host that answers nothing has empty facts, and no error', () => {
  assert.is(parseFacts('').pkg_mgr, 'unknown')
})

test('the known facts are just those that a host gives, but for its interfaces', () => {
  const full = parseFacts(CENTOS)
  const always = [...KNOWN_FACTS].filter(([, { isAlways }]) => isAlways).map(([name]) => name)
  const interfaces = (full.interfaces as string[]).map(name => name.replace('-', '_'))
  const given = Object.keys(full).filter(name => !interfaces.includes(name))
  assert.equal(given.sort(), [...KNOWN_FACTS.keys()].sort())
  assert.equal(Object.keys(parseFacts('')).sort(), always.sort())
  for (const [name, { keys }] of KNOWN_FACTS) {
    const extra = keys && Object.keys(full[name] as object).filter(key => !keys.includes(key))
    assert.equal(extra ?? [], [], name)
  }
  assert.equal(
    Object.keys(full.date_time as object).sort(),
    [...(KNOWN_FACTS.get('date_time')?.keys ?? [])].sort(),
  )
  for (const name of interfaces) assert.ok(isInterfaceFact(name), name)
})

test('a fact may be that of an interface where interfaces are named so', () => {
  for (const name of 'eth0 ens3 enp0s31f6 br_lan docker0 wlan0 eth0_100 lo wg0 veth1a2b lan mgmt1 p4p1'.split(
    ' ',
  ))
    assert.ok(isInterfaceFact(name), name)
  for (const name of 'distributon hostnme version python local nonsense default_ipv6_of_1'.split(' '))
    assert.not.ok(isInterfaceFact(name), name)
})

test('Ansible has facts that no host gives here, and something stands in for each', () => {
  const foreign =
    'lsb local services packages python python_version processor_cores memory_mb virtualization_role product_name'
  for (const name of foreign.split(' ')) assert.ok(insteadOfFact(name), name)
  for (const name of KNOWN_FACTS.keys()) assert.is(insteadOfFact(name), undefined, name)
})

test.run()
