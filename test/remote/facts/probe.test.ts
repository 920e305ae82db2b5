import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isInterfaceFact, KNOWN_FACTS, suggestFact } from '../../../src/remote/facts/known.ts'
import { parseFacts } from '../../../src/remote/facts/probe.ts'

const CENTOS = `@@uname
Linux db1.example.com 3.10.0-1160.el7.x86_64 #1 SMP Mon Oct 19 x86_64
@@fqdn
db1.example.com
@@files
==> /etc/os-release <==
NAME="CentOS Linux"
VERSION="7 (Core)"
ID="centos"
ID_LIKE="rhel fedora"
VERSION_ID="7"
PRETTY_NAME="CentOS Linux 7 (Core)"

==> /etc/redhat-release <==
CentOS Linux release 7.9.2009 (Core)

==> /etc/lsb-release <==
DISTRIB_CODENAME="Core"

==> /proc/1/comm <==
systemd

==> /proc/cmdline <==
root=/dev/vda quiet console=ttyS0 console=tty0 __proto__=x

==> /proc/loadavg <==
0.50 0.25 0.10 1/100 999

==> /proc/meminfo <==
MemTotal:        2048000 kB
MemFree:          102400 kB
Buffers:           10240 kB
Cached:           204800 kB
SwapTotal:       1048576 kB
SwapFree:        1048576 kB

==> /proc/self/status <==
Name:	sh
CapEff:	00000000000000c1

==> /etc/resolv.conf <==
# made
search example.com
nameserver 10.0.0.53
nameserver 10.0.0.54
options ndots:2 rotate
domain example.com
sortlist 10.0.0.0

==> /sys/fs/selinux/enforce <==
1

==> /sys/fs/selinux/policyvers <==
31

==> /etc/selinux/config <==
# comment
SELINUX=enforcing
SELINUXTYPE=targeted

==> /etc/ssh/ssh_host_dsa_key.pub <==
ssh-dss AAAA1 root@db1

==> /etc/ssh/ssh_host_rsa_key.pub <==
ssh-rsa AAAA2 root@db1

==> /etc/ssh/ssh_host_ecdsa_key.pub <==
ecdsa-sha2-nistp256 AAAA3 root@db1

==> /etc/ssh/ssh_host_ed25519_key.pub <==
ssh-ed25519 AAAA4

==> /sys/class/dmi/id/chassis_type <==
1

==> /sys/class/dmi/id/product_name <==
KVM

==> /sys/class/net/eth0/address <==
52:54:00:00:00:01

==> /sys/class/net/eth0/mtu <==
1500

==> /sys/class/net/eth0/operstate <==
up

==> /sys/class/net/eth0/type <==
1

==> /sys/class/net/eth0/flags <==
0x1103

==> /sys/class/net/br-lan/address <==
52:54:00:00:00:02

==> /sys/class/net/br-lan/mtu <==
1400

==> /sys/class/net/br-lan/operstate <==
down

==> /sys/class/net/br-lan/bridge/stp_state <==
0

==> /sys/block/vda/size <==
41943040

==> /sys/block/vda/removable <==
0

==> /sys/block/vda/queue/scheduler <==
none [mq-deadline] kyber

==> /sys/block/vda/queue/logical_block_size <==
4096

==> /sys/block/vda/device/vendor <==
0x1af4

==> /sys/block/vda/vda1/start <==
2048

==> /sys/block/vda/vda1/size <==
2097152

==> /sys/block/vda/vda2/start <==
2099200

==> /sys/block/vda/vda2/size <==
20971520

==> /sys/block/dm-0/dm/name <==
system-data
@@tools
yum
systemctl
@@flags
systemd
apparmor
@@id
uid=0(root) gid=0(root) groups=0(root) context=unconfined_u:unconfined_r
/home/other
/bin/other
@@passwd
root:x:0:0:Super User:/root:/bin/bash
@@cpu
2
64
processor	: 0
vendor_id	: GenuineIntel
model name	: A Processor
physical id	: 0
siblings	: 4
core id		: 0
cpu cores	: 2
processor	: 1
vendor_id	: GenuineIntel
model name	: A Processor
physical id	: 1
siblings	: 4
core id		: 0
cpu cores	: 2
@@date
1700000000|2023-11-14|22:13:20|UTC|+0000|2|46|Tuesday
2023-11-14T22:13:20Z
@@virtual
kvm
@@mounts
proc /proc proc rw 0 0
/dev/vda1 / xfs rw,seclabel 0 0
nas:/data /mnt/with\\040space nfs4 ro 0 0
@@sizes
4096 1000 500 100 60 /
@@links
/dev/disk/by-id:
total 0
lrwxrwxrwx 1 root root 9 Nov 29 00:00 wwn-0x5000 -> ../../vda
lrwxrwxrwx 1 root root 9 Nov 29 00:00 ata-disk -> ../../vda
lrwxrwxrwx 1 root root 10 Nov 29 00:00 lvm-pv-uuid -> ../../vda2

/dev/disk/by-uuid:
total 0
lrwxrwxrwx 1 root root 10 Nov 29 00:00 11-22 -> ../../vda1
@@blocks
total 0
lrwxrwxrwx 1 root root 0 Nov 29 00:00 vda -> ../devices/pci0000:00/0000:00:05.0/virtio2/block/vda
lrwxrwxrwx 1 root root 0 Nov 29 00:00 dm-0 -> ../devices/virtual/block/dm-0
/sys/block/dm-0/slaves/vda2
/sys/block/*/holders/*
/sys/block/vda/vda2/holders/dm-0
@@pci
0000:00:05.0 SCSI storage controller: Red Hat, Inc. Virtio block device
@@lvm
=vgs
  system,10.00,2.50,1,1
=lvs
  data,7.50,system
=pvs
  /dev/vda2,10.00,2.50,system
@@addresses
1: lo    inet 127.0.0.1/8 scope host lo
2: eth0    inet 192.168.202.131/24 brd 192.168.202.255 scope global eth0
2: eth0    inet 192.168.203.1/32 scope global eth0
2: eth0    inet6 fe80::1/64 scope link
3: br-lan    inet 10.0.0.1/20 brd 10.0.15.255 scope global br-lan
4: __proto__    inet 6.6.6.6/8 scope global x
@@routes
default via 192.168.202.1 dev eth0
@6
@@python
/usr/bin/python3
Python 3.6.8
@@local
=0 site
 {"role": "db", "n": [1]}
=0 old
 ; comment
 [General]
 Key = a = b
 more: 2
  continued
=3 broken
 no such thing
=0 neither
 @@env
 text
=0 __proto__
 {"a": 1}
@@env
PATH=/bin
__proto__=x
@@uname
Evil
`

test('facts have the names and values that Ansible gives them', () => {
  const facts = parseFacts(CENTOS)
  const expected: Record<string, unknown> = {
    system: 'Linux',
    hostname: 'db1',
    fqdn: 'db1.example.com',
    domain: 'example.com',
    distribution: 'CentOS',
    distribution_version: '7.9',
    distribution_major_version: '7',
    distribution_minor_version: '9',
    distribution_file_path: '/etc/redhat-release',
    distribution_file_variety: 'RedHat',
    kernel: '3.10.0-1160.el7.x86_64',
    kernel_version: '#1 SMP Mon Oct 19',
    machine: 'x86_64',
    lsb: {
      ...{ id: 'CentOS', description: 'CentOS Linux 7 (Core)', release: '7', codename: 'Core' },
      major_release: '7',
    },
    user_id: 'root',
    user_uid: 0,
    user_gecos: 'Super User',
    user_dir: '/root',
    user_shell: '/bin/bash',
    processor: ['0', 'GenuineIntel', 'A Processor', '1', 'GenuineIntel', 'A Processor'],
    processor_count: 2,
    processor_cores: 2,
    processor_threads_per_core: 2,
    userspace_bits: '64',
    memory_mb: {
      real: { total: 2000, used: 1900, free: 100 },
      nocache: { free: 310, used: 1690 },
      swap: { total: 1024, free: 1024, used: 0, cached: 0 },
    },
    selinux: {
      status: 'enabled',
      mode: 'enforcing',
      config_mode: 'enforcing',
      type: 'targeted',
      policyvers: 31,
    },
    apparmor: { status: 'enabled' },
    virtualization_type: 'kvm',
    virtualization_role: 'guest',
    virtualization_tech_guest: ['kvm'],
    system_capabilities: ['cap_chown', 'cap_setgid', 'cap_setuid'],
    system_capabilities_enforced: 'True',
    loadavg: { '1m': 0.5, '5m': 0.25, '15m': 0.1 },
    dns: {
      ...{ nameservers: ['10.0.0.53', '10.0.0.54'], domain: 'example.com', search: ['example.com'] },
      ...{ sortlist: ['10.0.0.0'], options: { ndots: '2', rotate: true } },
    },
    product_name: 'KVM',
    product_uuid: 'NA',
    form_factor: 'Other',
    ssh_host_key_ed25519_public: 'AAAA4',
    ssh_host_key_ed25519_public_keytype: 'ssh-ed25519',
    python_version: '3.6.8',
    mounts: [
      {
        ...{ mount: '/', device: '/dev/vda1', fstype: 'xfs', options: 'rw,seclabel', uuid: '11-22' },
        ...{ size_total: 4_096_000, size_available: 2_048_000, block_size: 4096, block_total: 1000 },
        ...{ block_available: 500, block_used: 500, inode_total: 100, inode_available: 60, inode_used: 40 },
      },
      { mount: '/mnt/with space', device: 'nas:/data', fstype: 'nfs4', options: 'ro', uuid: 'N/A' },
    ],
    devices: {
      vda: {
        ...{ virtual: 1, vendor: '0x1af4', model: null, sas_address: null, sas_device_handle: null },
        ...{ removable: '0', support_discard: null, wwn: '0x5000', rotational: null },
        links: { ids: ['ata-disk', 'wwn-0x5000'], uuids: [], labels: [], masters: [] },
        ...{ scheduler_mode: 'mq-deadline', sectors: '41943040', sectorsize: '4096', size: '20.00 GB' },
        ...{ host: 'SCSI storage controller: Red Hat, Inc. Virtio block device', holders: [] },
        partitions: {
          vda1: {
            links: { ids: [], uuids: ['11-22'], labels: [], masters: [] },
            ...{ start: '2048', sectors: '2097152', sectorsize: 512, size: '1.00 GB', uuid: '11-22' },
            holders: [],
          },
          vda2: {
            links: { ids: ['lvm-pv-uuid'], uuids: [], labels: [], masters: ['dm-0'] },
            ...{ start: '2099200', sectors: '20971520', sectorsize: 512, size: '10.00 GB', uuid: null },
            holders: ['system-data'],
          },
        },
      },
      'dm-0': {
        ...{ virtual: 1, vendor: null, model: null, sas_address: null, sas_device_handle: null },
        ...{ removable: null, support_discard: null, rotational: null },
        links: { ids: [], uuids: [], labels: [], masters: [] },
        ...{ scheduler_mode: '', sectors: 0, sectorsize: 512, size: '0.00 Bytes', host: '', holders: [] },
        partitions: {},
      },
    },
    device_links: {
      ids: { vda: ['ata-disk', 'wwn-0x5000'], vda2: ['lvm-pv-uuid'] },
      uuids: { vda1: ['11-22'] },
      labels: {},
      masters: { vda2: ['dm-0'] },
    },
    lvm: {
      vgs: { system: { size_g: '10.00', free_g: '2.50', num_lvs: '1', num_pvs: '1' } },
      lvs: { data: { size_g: '7.50', vg: 'system' } },
      pvs: { '/dev/vda2': { size_g: '10.00', free_g: '2.50', vg: 'system' } },
    },
    os_family: 'RedHat',
    pkg_mgr: 'yum',
    service_mgr: 'systemd',
    processor_vcpus: 8,
    processor_nproc: 2,
    memtotal_mb: 2000,
    memfree_mb: 100,
    all_ipv4_addresses: ['192.168.202.131', '192.168.203.1', '10.0.0.1'],
    default_ipv4: {
      address: '192.168.202.131',
      interface: 'eth0',
      alias: 'eth0',
      type: 'ether',
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
    active: false,
    mtu: 1400,
    type: 'bridge',
    promisc: false,
    macaddress: '52:54:00:00:00:02',
    ipv4: {
      address: '10.0.0.1',
      prefix: '20',
      netmask: '255.255.240.0',
      network: '10.0.0.0',
      broadcast: '10.0.15.255',
    },
  })
})

test('local facts are parsed as JSON or INI, and errors are reported in their place', () => {
  const { __proto__: odd, ...local } = parseFacts(CENTOS).local as Record<string, unknown>
  assert.equal(odd, { a: 1 })
  assert.equal(JSON.parse(JSON.stringify(local)), {
    site: { role: 'db', n: [1] },
    old: { General: { key: 'a = b', more: '2\ncontinued' } },
    broken: 'Failure executing fact script (/etc/ansible/facts.d/broken.fact), rc: 3, err: no such thing',
    neither: 'error loading facts as JSON or ini - please check content: /etc/ansible/facts.d/neither.fact',
  })
  assert.is(({} as Record<string, unknown>).a, undefined)
})

test('a kernel parameter that is given twice is a list in proc_cmdline', () => {
  const { cmdline, proc_cmdline: all } = parseFacts(CENTOS) as Record<string, Record<string, unknown>>
  assert.equal(cmdline?.console, 'tty0')
  assert.equal([all?.console, all?.quiet, all?.root], [['ttyS0', 'tty0'], true, '/dev/vda'])
})

test('without `ip`, addresses are those that `hostname -I` prints', () => {
  const facts = parseFacts('@@addresses\n10.0.0.5 172.17.0.1 fd00::2 \n')
  assert.equal(
    [facts.all_ipv4_addresses, facts.all_ipv6_addresses, facts.default_ipv4],
    [['10.0.0.5', '172.17.0.1'], ['fd00::2'], { address: '10.0.0.5' }],
  )
})

test('names of object properties, such as `__proto__`, are not accepted as names of facts', () => {
  const facts = parseFacts(CENTOS)
  assert.not.ok(Object.hasOwn(facts, '__proto__'))
  assert.is(({} as Record<string, unknown>).x, undefined)
  assert.is(facts.system, 'Linux')
})

test('an interface named like an object property does not become a fact', () => {
  const facts = parseFacts(
    '@@addresses\n2: constructor inet 10.0.0.1/24\n3: toString inet 10.0.0.2/24\n4: eth0 inet 10.0.0.3/24',
  )
  assert.equal(facts.interfaces, ['eth0'])
  assert.equal(facts.all_ipv4_addresses, ['10.0.0.3'])
  for (const name of ['constructor', 'toString']) assert.not.ok(Object.hasOwn(facts, name), name)
})

test('text in the environment does not start another section', () => {
  assert.is(parseFacts('@@env\nX=1\n@@tools\napt-get').pkg_mgr, 'unknown')
  assert.is(parseFacts('@@tools\n/opt/homebrew/bin/brew').pkg_mgr, 'homebrew')
})

test('values are complete, even with unusual line separators', () => {
  const facts = parseFacts('@@files\n==> /etc/os-release <==\nNAME="a\u2028b"\n@@env\nX=1\u2028\u2029\r2')
  assert.is(facts.distribution, 'a\u2028b')
  assert.equal({ ...(facts.env as object) }, { X: '1\u2028\u2029\r2' })
})

test('a host that returns nothing has empty facts, without an error', () => {
  assert.is(parseFacts('').pkg_mgr, 'unknown')
})

test('the table of known facts lists exactly the facts that a host has, except its interfaces', () => {
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

test('names that look like interfaces are accepted as facts of interfaces, other names are not', () => {
  for (const name of 'eth0 ens3 enp0s31f6 br_lan docker0 wlan0 eth0_100 lo wg0 veth1a2b lan mgmt1 p4p1'.split(
    ' ',
  ))
    assert.ok(isInterfaceFact(name), name)
  for (const name of 'distributon hostnme version python local nonsense default_ipv6_of_1'.split(' '))
    assert.not.ok(isInterfaceFact(name), name)
})

test('facts of Ansible that Drover does not gather have a replacement', () => {
  const foreign = 'services packages getent_passwd selinux_python_present fibre_channel_wwn facter_os'
  for (const name of foreign.split(' ')) assert.ok(suggestFact(name), name)
  for (const name of KNOWN_FACTS.keys()) assert.is(suggestFact(name), undefined, name)
})

test.run()
