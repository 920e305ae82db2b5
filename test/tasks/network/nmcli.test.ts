import { test } from 'uvu'
import nmcli from '../../../tasks/network/nmcli.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Lines of `nmcli --terse --escape no --fields profile,active connection show` 1.42, without those that no row uses.

const ETHERNET = `connection.id:lan
connection.interface-name:eth0
connection.autoconnect:yes
connection.zone:
802-3-ethernet.cloned-mac-address:02:00:00:00:00:0A
802-3-ethernet.mtu:auto
ipv4.method:manual
ipv4.dns:192.0.2.53,192.0.2.54
ipv4.dns-search:
ipv4.addresses:192.0.2.10/24, 192.0.2.11/24
ipv4.gateway:192.0.2.1
ipv4.routes:203.0.113.0/24 192.0.2.2, 198.51.100.0/24 192.0.2.1 10
ipv4.ignore-auto-routes:no
ipv4.ignore-auto-dns:no
ipv4.never-default:no
ipv4.may-fail:yes
ipv6.method:auto
ipv6.ignore-auto-routes:no
ipv6.ignore-auto-dns:no
`
const ACTIVE = `${ETHERNET}GENERAL.NAME:lan
GENERAL.STATE:activated
`
const TOOLS = { 'which of nmcli exist': 'nmcli\n' }
const given = (text: string, name = 'lan') => ({ ...TOOLS, [`connection ${name}`]: text })
const none = (name = 'lan') => ({ ...TOOLS, [`connection ${name}`]: { status: 10 } })
const LAN = {
  ...{ conn_name: 'lan', type: 'ethernet', ifname: 'eth0', state: 'present', mac: '02:00:00:00:00:0a' },
  ...{ ip4: '192.0.2.10/24,192.0.2.11/24', gw4: '192.0.2.1', dns4: ['192.0.2.53', '192.0.2.54'] },
  ...{ routes4: ['198.51.100.0/24 192.0.2.1 10', '203.0.113.0/24 192.0.2.2'] },
}
const outputs = (given: object = {}) => JSON.stringify({ conn_name: 'lan', state: 'present', ...given })

const ROWS: readonly TaskRow[] = [
  {
    title: 'a connection that matches is left unchanged, whatever the order of its routes',
    params: { ...LAN, mtu: 0 },
    answers: given(ETHERNET),
    expects: [`in sync: ${outputs()}`],
  },
  {
    title: 'only what differs is changed',
    params: { ...LAN, autoconnect: false, ip4: '192.0.2.10/24', dns4: [], zone: 'it"s' },
    answers: given(ETHERNET),
    expects: [
      'update nm-connection:lan: {"connection.autoconnect":"yes","connection.zone":"","ipv4.addresses":"192.0.2.10/24, 192.0.2.11/24","ipv4.dns":"192.0.2.53,192.0.2.54","isActive":false} -> {"connection.autoconnect":"no","connection.zone":"it\\"s","ipv4.addresses":"192.0.2.10/24","ipv4.dns":"","isActive":false}',
      "$ LC_ALL=C.UTF-8 nmcli connection modify id lan connection.autoconnect no connection.zone 'it\"s' ipv4.addresses 192.0.2.10/24 ipv4.dns ''",
      `outputs: ${outputs()}`,
    ],
  },
  {
    title: 'a bond is created',
    params: {
      conn_name: 'bond0',
      type: 'bond',
      mode: '802.3ad',
      miimon: 100,
      xmit_hash_policy: 'layer3+4',
      state: 'present',
    },
    answers: none('bond0'),
    expects: [
      'create nm-connection:bond0: null -> {"connection.interface-name":"bond0","connection.autoconnect":"yes","ipv4.ignore-auto-routes":"no","ipv4.never-default":"no","ipv4.ignore-auto-dns":"no","ipv4.may-fail":"yes","ipv6.ignore-auto-routes":"no","ipv6.ignore-auto-dns":"no","bond.options":"mode=802.3ad,miimon=100,xmit_hash_policy=layer3+4","isActive":false}',
      "$ LC_ALL=C.UTF-8 nmcli connection add type bond con-name bond0 connection.interface-name bond0 connection.autoconnect yes ipv4.ignore-auto-routes no ipv4.never-default no ipv4.ignore-auto-dns no ipv4.may-fail yes ipv6.ignore-auto-routes no ipv6.ignore-auto-dns no bond.options 'mode=802.3ad,miimon=100,xmit_hash_policy=layer3+4'",
      `outputs: ${outputs({ conn_name: 'bond0' })}`,
    ],
  },
  {
    title: 'other options of a bond keep their values',
    params: { conn_name: 'bond0', type: 'bond', state: 'present', master: 'br0' },
    answers: given(
      'connection.interface-name:bond0\nconnection.autoconnect:yes\nconnection.master:br0\nbond.options:mode=balance-rr,miimon=80\n',
      'bond0',
    ),
    expects: [`in sync: ${outputs({ conn_name: 'bond0' })}`],
  },
  {
    title: 'a port of a bridge has no addresses',
    params: { conn_name: 'port', type: 'bridge-slave', ifname: 'eth1', master: 'br0', state: 'present' },
    answers: none('port'),
    isCheckMode: true,
    expects: [
      'create nm-connection:port: null -> {"connection.interface-name":"eth1","connection.autoconnect":"yes","connection.master":"br0","connection.slave-type":"bridge","bridge-port.priority":"32","bridge-port.path-cost":"100","bridge-port.hairpin-mode":"no","isActive":false}',
    ],
  },
  {
    title: 'the flags of a VLAN are compared as a number',
    params: {
      conn_name: 'v',
      type: 'vlan',
      vlanid: 42,
      vlandev: 'eth0',
      flags: 1,
      state: 'present',
      master: 'br0',
    },
    answers: given(
      'connection.autoconnect:yes\nconnection.master:br0\nvlan.parent:eth0\nvlan.id:42\nvlan.flags:1 (REORDER_HEADERS)\n',
      'v',
    ),
    expects: [`in sync: ${outputs({ conn_name: 'v' })}`],
  },
  {
    title: 'a key is passed on standard input and not shown',
    params: {
      ...{ conn_name: 'wlan', type: 'wifi', ssid: 'Büro', master: 'br0', state: 'present' },
      ...{ wifi: { hidden: true }, wifi_sec: { 'key-mgmt': 'wpa-psk', psk: 'geheim 123' } },
    },
    answers: given(
      'connection.autoconnect:yes\nconnection.master:br0\n802-11-wireless.ssid:Büro\n802-11-wireless.hidden:yes\n802-11-wireless-security.key-mgmt:wpa-psk\n802-11-wireless-security.psk:old\n',
      'wlan',
    ),
    expects: [
      'update nm-connection:wlan: {"802-11-wireless-security.psk":"(a key)","isActive":false} -> {"802-11-wireless-security.psk":"(another key)","isActive":false}',
      '$ LC_ALL=C.UTF-8 nmcli connection edit id wlan',
      '< "set 802-11-wireless-security.psk geheim 123\\nsave persistent\\nquit\\n"',
      `outputs: ${outputs({ conn_name: 'wlan' })}`,
    ],
  },
  {
    title: 'a connection is activated',
    params: { conn_name: 'lan', state: 'up' },
    answers: given(ETHERNET),
    expects: [
      'up nm-connection:lan: {"isActive":false} -> {"isActive":true}',
      '$ LC_ALL=C.UTF-8 nmcli connection up id lan',
      `outputs: ${outputs({ state: 'up' })}`,
    ],
  },
  {
    title: 'an active connection is left unchanged',
    params: { conn_name: 'lan', state: 'up' },
    answers: given(ACTIVE),
    expects: [`in sync: ${outputs({ state: 'up' })}`],
  },
  {
    title: 'a connection is removed',
    params: { conn_name: 'lan', state: 'absent' },
    answers: given(ACTIVE),
    expects: [
      'delete nm-connection:lan: {"isActive":true} -> null',
      '$ LC_ALL=C.UTF-8 nmcli connection delete id lan',
      `outputs: ${outputs({ state: 'absent' })}`,
    ],
  },
  {
    title: 'creating a connection without a type is an error',
    params: { conn_name: 'lan', state: 'up' },
    answers: none(),
    expects: ['error: the host has no connection `lan`', 'hint: set `type` to create it'],
  },
  {
    title: 'NetworkManager that does not run is an error',
    params: { conn_name: 'lan', state: 'up' },
    answers: { ...TOOLS, 'connection lan': { status: 8 } },
    expects: ['error: NetworkManager does not run on the host', 'hint: start it in an earlier task'],
  },
  {
    title: 'a host without nmcli is an error',
    params: { conn_name: 'lan', state: 'up' },
    answers: { 'which of nmcli exist': '', 'connection lan': { status: 8 } },
    expects: ['error: the host has no `nmcli`', 'hint: install NetworkManager in an earlier task'],
  },
  {
    title: 'invalid params, and params that exclude each other, are refused',
    params: {
      conn_name: '-x',
      type: 'wifi',
      state: 'present',
      gw4: '192.0.2.1',
      never_default4: true,
      zone: 'a\nb',
    },
    expects: [
      'refused: conn_name: expected a name that does not begin with `-`',
      'refused: zone: expected text of one line',
      'refused: gw4: cannot be combined with `never_default4`',
      'refused: ssid: expected the name of the wireless network',
    ],
  },
]

taskRows('nmcli', nmcli, ROWS)

const newOf = (type: string, more: object = {}) => ({
  params: { conn_name: 'x', state: 'present', type, ...more },
  answers: none('x'),
})
effectRows('nmcli', nmcli, newOf('ethernet'), [
  {
    params: { mac: '02:00:00:00:00:0b' },
    shows: [
      '"802-3-ethernet.cloned-mac-address":"02:00:00:00:00:0b"',
      '802-3-ethernet.cloned-mac-address',
      '02:00:00:00:00:0b',
    ],
  },
  {
    params: { gw6_ignore_auto: true },
    shows: ['"ipv6.ignore-auto-routes":"yes"'],
    hides: ['"ipv6.ignore-auto-routes":"no"'],
  },
  { params: { route_metric6: 50 }, shows: ['"ipv6.route-metric":"50"', 'ipv6.route-metric', '50'] },
  {
    params: { dns6_search: ['a.example', 'b.example'] },
    shows: ['"ipv6.dns-search":"a.example', 'b.example"', 'ipv6.dns-search', 'a.example', 'b.example'],
  },
  {
    params: { dns6_ignore_auto: true },
    shows: ['"ipv6.ignore-auto-dns":"yes"'],
    hides: ['"ipv6.ignore-auto-dns":"no"'],
  },
])
effectRows('nmcli', nmcli, newOf('bond'), [
  {
    params: { downdelay: 200 },
    shows: ['"bond.options":"mode=balance-rr', 'downdelay=200"', "'mode=balance-rr", "downdelay=200'"],
    hides: ['"bond.options":"mode=balance-rr"', "'mode=balance-rr'"],
  },
  {
    params: { arp_interval: 1000 },
    shows: [
      '"bond.options":"mode=balance-rr',
      'arp_interval=1000"',
      "'mode=balance-rr",
      "arp_interval=1000'",
    ],
    hides: ['"bond.options":"mode=balance-rr"', "'mode=balance-rr'"],
  },
  {
    params: { arp_ip_target: '192.0.2.1' },
    shows: [
      '"bond.options":"mode=balance-rr',
      'arp_ip_target=192.0.2.1"',
      "'mode=balance-rr",
      "arp_ip_target=192.0.2.1'",
    ],
    hides: ['"bond.options":"mode=balance-rr"', "'mode=balance-rr'"],
  },
])
effectRows('nmcli', nmcli, newOf('bridge'), [
  {
    params: { mac: '02:00:00:00:00:0b' },
    shows: ['"bridge.mac-address":"02:00:00:00:00:0b"', 'bridge.mac-address', '02:00:00:00:00:0b'],
  },
  // Without the protocol, NetworkManager does not store the priority.
  {
    params: { stp: false },
    shows: ['"bridge.stp":"no"'],
    hides: ['"bridge.stp":"yes"', '"bridge.priority":"128"', 'bridge.priority', '128'],
  },
  {
    params: { hellotime: 3 },
    shows: ['"bridge.hello-time":"3"', '3'],
    hides: ['"bridge.hello-time":"2"', '2'],
  },
  { params: { maxage: 30 }, shows: ['"bridge.max-age":"30"', '30'], hides: ['"bridge.max-age":"20"', '20'] },
  {
    params: { ageingtime: 60 },
    shows: ['"bridge.ageing-time":"60"', '60'],
    hides: ['"bridge.ageing-time":"300"', '300'],
  },
])
effectRows('nmcli', nmcli, newOf('bridge-slave', { master: 'br0' }), [
  {
    params: { slavepriority: 8 },
    shows: ['"bridge-port.priority":"8"'],
    hides: ['"bridge-port.priority":"32"', '32'],
  },
])

test.run()
