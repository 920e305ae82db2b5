import { z } from 'zod'
import { flag, number } from '../../authoring/params.ts'
import { lineParam } from '../line-param.ts'
import { addressParams } from './address-params.ts'

const line = () => lineParam('expected text of one line')
const count = () => number().pipe(z.int().min(0))

/**
 * Returns the schema of settings by their names in a section; a list becomes one value with commas, as nmcli expects.
 */
const settings = () =>
  z.record(
    z.string().regex(/^[a-z][\w-]*$/, 'expected the name of a setting, such as `key-mgmt`'),
    z.union([line(), z.array(line()).transform(items => items.join(','))]),
  )

const bond = {
  mode: z
    .enum([
      '802.3ad',
      'active-backup',
      'balance-alb',
      'balance-rr',
      'balance-tlb',
      'balance-xor',
      'broadcast',
    ])
    .default('balance-rr')
    .describe('Mode of a bond.')
    .meta({ examples: ['802.3ad'] }),
  miimon: count()
    .optional()
    .describe('Milliseconds between two checks of the links of a bond.')
    .meta({ examples: [100] }),
  downdelay: count()
    .optional()
    .describe('Milliseconds after which a lost link of a bond counts as down.')
    .meta({ examples: [200] }),
  updelay: count()
    .optional()
    .describe('Milliseconds after which a restored link of a bond counts as up.')
    .meta({ examples: [200] }),
  xmit_hash_policy: line()
    .optional()
    .describe('How a bond chooses the link for a packet.')
    .meta({ examples: ['layer3+4'] }),
  arp_interval: count()
    .optional()
    .describe('Milliseconds between two ARP probes of a bond.')
    .meta({ examples: [1000] }),
  arp_ip_target: line()
    .optional()
    .describe('IPv4 address of the ARP probes of a bond.')
    .meta({ examples: ['192.0.2.1'] }),
  primary: line()
    .optional()
    .describe('The first interface of a bond in mode `active-backup`.')
    .meta({ examples: ['eth0'] }),
}

const bridge = {
  stp: flag()
    .default(true)
    .describe('Whether a bridge uses the spanning tree protocol.')
    .meta({ examples: [false] }),
  priority: count()
    .default(128)
    .describe('Priority of a bridge, if it uses the spanning tree protocol.')
    .meta({ examples: [4096] }),
  forwarddelay: count()
    .default(15)
    .describe('Forward delay of a bridge, in seconds.')
    .meta({ examples: [4] }),
  hellotime: count()
    .default(2)
    .describe('Hello time of a bridge, in seconds.')
    .meta({ examples: [2] }),
  maxage: count()
    .default(20)
    .describe('Maximum age of messages of a bridge, in seconds.')
    .meta({ examples: [20] }),
  ageingtime: count()
    .default(300)
    .describe('Seconds for which a bridge keeps MAC addresses.')
    .meta({ examples: [300] }),
  slavepriority: count()
    .default(32)
    .describe('Priority of a port of a bridge.')
    .meta({ examples: [32] }),
  path_cost: count()
    .default(100)
    .describe('Cost of a port of a bridge.')
    .meta({ examples: [100] }),
  hairpin: flag()
    .default(false)
    .describe('Whether a port of a bridge sends frames back to where they came from (hairpin mode).')
    .meta({ examples: [true] }),
}

/** The params of a NetworkManager connection. */
export const connectionParams = {
  conn_name: line()
    .refine(name => name !== '' && !name.startsWith('-'), 'expected a name that does not begin with `-`')
    .describe('Name of the connection.')
    .meta({ examples: ['lan'] }),
  state: z
    .enum(['present', 'absent', 'up', 'down'])
    .describe(
      '`present` and `up` apply the given settings. `up` activates the connection and `down` deactivates it.',
    )
    .meta({ examples: ['present'] }),
  type: z
    .enum(['ethernet', 'bond', 'bond-slave', 'bridge', 'bridge-slave', 'vlan', 'dummy', 'wifi'])
    .optional()
    .describe('Type of the connection. Required to create a connection or to change its settings.')
    .meta({ examples: ['ethernet'] }),
  ifname: line()
    .optional()
    .describe('The interface, or `*` for any; by default, `conn_name` for a new connection.')
    .meta({ examples: ['eth0'] }),
  autoconnect: flag()
    .default(true)
    .describe('Whether NetworkManager activates the connection automatically.')
    .meta({ examples: [false] }),
  master: line()
    .optional()
    .describe('The bond or bridge that the interface belongs to.')
    .meta({ examples: ['bond0'] }),
  mtu: count()
    .optional()
    .describe('MTU; 0 for the default.')
    .meta({ examples: [9000] }),
  mac: line()
    .optional()
    .describe('MAC address that the interface gets while the connection is active.')
    .meta({ examples: ['02:00:00:00:00:01'] }),
  zone: line()
    .optional()
    .describe('Zone of firewalld.')
    .meta({ examples: ['internal'] }),
  vlanid: count()
    .optional()
    .describe('Number of a VLAN.')
    .meta({ examples: [42] }),
  vlandev: line()
    .optional()
    .describe('The parent interface of a VLAN.')
    .meta({ examples: ['eth0'] }),
  flags: line()
    .optional()
    .describe('Flags of a VLAN, as a number.')
    .meta({ examples: ['1'] }),
  ssid: line()
    .optional()
    .describe('Name of a wireless network.')
    .meta({ examples: ['office'] }),
  wifi: settings()
    .optional()
    .describe('Additional settings of a wireless network, by their names in `802-11-wireless`.')
    .meta({ examples: [{ hidden: true }] }),
  wifi_sec: settings()
    .optional()
    .describe(
      'Security settings of a wireless network, by their names in `802-11-wireless-security`. Keys are not shown.',
    )
    .meta({ examples: [{ 'key-mgmt': 'wpa-psk', psk: 'a long password' }] }),
  ...addressParams,
  ...bond,
  ...bridge,
}

const withConnectionParams = z.object(connectionParams)

export type ConnectionParams = z.output<typeof withConnectionParams>
