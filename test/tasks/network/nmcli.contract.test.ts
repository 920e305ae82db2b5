import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Host } from '../../../src/remote/host.ts'
import { sh } from '../../../src/shell/quote.ts'
import nmcli from '../../../tasks/network/nmcli.ts'
import { holdsContract } from '../../kit/contract.ts'
import { type InitSystem, openInitSystem } from '../../kit/init-system.ts'

/** The packages that NetworkManager and nmcli need: the libraries of plugins for other devices are not needed. */
const PACKAGES = ['network-manager', 'libnm0', 'libndp0']

/** NetworkManager in a separate network namespace with two interfaces. */
const SETUP = [
  'mkdir -p /run/dbus /run/NetworkManager /etc/NetworkManager/conf.d /etc/NetworkManager/system-connections',
  "printf '[main]\\nplugins=keyfile\\nauth-polkit=false\\n[keyfile]\\nunmanaged-devices=none\\n' >/etc/NetworkManager/NetworkManager.conf",
  'ip link set lo up',
  'ip link add eth0 type veth peer name eth1',
  'dbus-daemon --system --fork',
  '/usr/sbin/NetworkManager',
]

let system: InitSystem
let host: Host
test.before(async () => {
  system = await openInitSystem('init', PACKAGES, SETUP, ['--net'])
  host = await system.open('/bin/sh')
})
test.after(() => system?.close())

const CONNECTIONS = [
  {
    type: 'ethernet',
    conn_name: 'it\'s $(id) é: "x"',
    ifname: 'eth0',
    autoconnect: false,
    mtu: 1400,
    mac: '02:00:00:00:00:0A',
  },
  {
    ...{ type: 'ethernet', conn_name: 'static', ifname: '*', autoconnect: false, zone: 'internal' },
    ...{
      ip4: ['192.0.2.10/24', '192.0.2.11/24'],
      gw4: '192.0.2.1',
      dns4: '192.0.2.53, 192.0.2.54',
      dns4_search: 'a.example,b.example',
    },
    ...{
      routes4: ['198.51.100.0/24 192.0.2.1 10', '203.0.113.0/24 192.0.2.2'],
      route_metric4: 50,
      dns4_ignore_auto: true,
      gw4_ignore_auto: true,
    },
    ...{
      ip6: '2001:db8::10/64',
      gw6: '2001:db8::1',
      dns6: '2001:db8::53',
      routes6: '2001:db8:1::/48 2001:db8::1',
      method6: 'manual',
    },
    ...{ may_fail4: false, dhcp_client_id: 'x y' },
  },
  {
    type: 'bond',
    conn_name: 'bond0',
    autoconnect: false,
    mode: 'active-backup',
    miimon: 100,
    updelay: 200,
    primary: 'eth1',
    method4: 'disabled',
    method6: 'disabled',
  },
  { type: 'bond-slave', conn_name: 'port1', ifname: 'eth1', master: 'bond0', autoconnect: false },
  {
    type: 'bridge',
    conn_name: 'br0',
    autoconnect: false,
    priority: 4096,
    forwarddelay: 4,
    mac: '02:00:00:00:00:02',
  },
  {
    type: 'bridge-slave',
    conn_name: 'port2',
    ifname: 'eth0',
    master: 'br0',
    path_cost: 7,
    hairpin: true,
    autoconnect: false,
  },
  {
    type: 'vlan',
    conn_name: 'lan.42',
    vlandev: 'eth0',
    vlanid: 42,
    flags: '1',
    autoconnect: false,
    never_default4: true,
  },
  {
    type: 'wifi',
    conn_name: 'office',
    ifname: 'wlan0',
    ssid: 'Büro 5',
    autoconnect: false,
    wifi: { hidden: true },
    wifi_sec: { 'key-mgmt': 'wpa-psk', psk: 'a "long" pass' },
  },
]

test('nmcli: connections of each type are created, recognized, changed and removed', async () => {
  const given = { type: nmcli, host, root: '/nowhere' }
  for (const params of CONNECTIONS)
    await holdsContract({ ...given, params: { ...params, state: 'present' }, expects: 'plan' })
  const { stdout } = await host.run(sh`nmcli -t -f name,type con show | sort`)
  assert.is(stdout.toString().split('\n').length, CONNECTIONS.length + 1, stdout.toString())
  const [first, , , , , , , wifi] = CONNECTIONS
  await holdsContract({ ...given, params: { ...first, mtu: 1300, state: 'present' }, expects: 'plan' })
  const other = { ...wifi, wifi_sec: { 'key-mgmt': 'wpa-psk', psk: 'another one' } }
  const { first: change } = await holdsContract({
    ...given,
    params: { ...other, state: 'present' },
    expects: 'plan',
  })
  assert.not.match(JSON.stringify(change), /another one|long/)
  await holdsContract({ ...given, params: { conn_name: 'lan.42', state: 'absent' }, expects: 'plan' })
  await holdsContract({ ...given, params: { conn_name: 'lan.42', state: 'absent' }, expects: 'in-sync' })
})

test('nmcli: a connection is activated and deactivated', async () => {
  const given = { type: nmcli, host, root: '/nowhere', expects: 'plan' as const }
  const bridge = {
    type: 'bridge',
    conn_name: 'br1',
    method6: 'disabled',
    ip4: '198.51.100.7/32',
    autoconnect: false,
  }
  await holdsContract({ ...given, params: { ...bridge, state: 'up' } })
  const { stdout } = await host.run(sh`ip -4 -o addr show br1`)
  assert.match(stdout.toString(), /198\.51\.100\.7\/32/)
  await holdsContract({ ...given, params: { conn_name: 'br1', state: 'down' } })
})

test.run()
