import type { ConnectionParams } from './connection-params.ts'

/** Values of settings by their names (`SECTION.SETTING`), as nmcli accepts them. */
export type Settings = ReadonlyMap<string, string>

/** Names of the settings that are keys: they are never shown, and never part of a command line. */
const SECRETS: ReadonlySet<string> = new Set(
  ['leap-password', 'psk', 'wep-key0', 'wep-key1', 'wep-key2', 'wep-key3'].map(
    name => `802-11-wireless-security.${name}`,
  ),
)

/** Whether a setting is a key. */
export function isSecretSetting(name: string): boolean {
  return SECRETS.has(name)
}

/**
 * Converts the params to the settings of the connection. Source: Ansible's module `community.general.nmcli`,
 * nm-settings-nmcli(5).
 */
export function wantedSettings(params: ConnectionParams): Settings {
  const { type } = params
  const found = {
    'connection.interface-name': params.ifname === '*' ? '' : params.ifname,
    'connection.autoconnect': params.autoconnect,
    'connection.zone': params.zone,
    'connection.master': params.master,
    ...(type?.endsWith('-slave') ? { 'connection.slave-type': type.replace('-slave', '') } : {}),
    ...(type?.endsWith('-slave') || params.master !== undefined ? {} : addresses(params)),
    ...linkSettings(params),
    ...ofType(params),
  }
  const values = Object.entries(found).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, shown(value)] as const],
  )
  return new Map(values)
}

type Value = string | number | boolean | readonly string[] | undefined

function shown(value: Exclude<Value, undefined>): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'object' ? value.join(',') : String(value)
}

function addresses(params: ConnectionParams): Record<string, Value> {
  const none = params.type === 'dummy' ? 'disabled' : undefined
  const method4 = params.method4 ?? (params.ip4 && params.ip4.length > 0 ? 'manual' : none)
  const method6 = params.method6 ?? (params.ip6 && params.ip6.length > 0 ? 'manual' : none)
  return {
    'ipv4.method': method4,
    'ipv4.addresses': withPrefix(params.ip4, 32),
    'ipv4.gateway': params.gw4,
    'ipv4.ignore-auto-routes': params.gw4_ignore_auto,
    'ipv4.routes': params.routes4,
    'ipv4.route-metric': params.route_metric4,
    'ipv4.never-default': params.never_default4,
    'ipv4.dns': params.dns4,
    'ipv4.dns-search': params.dns4_search,
    'ipv4.ignore-auto-dns': params.dns4_ignore_auto,
    'ipv4.dhcp-client-id': params.dhcp_client_id,
    // For a connection without addresses, NetworkManager keeps its own value.
    'ipv4.may-fail': method4 === 'disabled' ? undefined : params.may_fail4,
    'ipv6.method': method6,
    'ipv6.addresses': withPrefix(params.ip6, 128),
    'ipv6.gateway': params.gw6,
    'ipv6.ignore-auto-routes': params.gw6_ignore_auto,
    'ipv6.routes': params.routes6,
    'ipv6.route-metric': params.route_metric6,
    'ipv6.dns': params.dns6,
    'ipv6.dns-search': params.dns6_search,
    'ipv6.ignore-auto-dns': params.dns6_ignore_auto,
  }
}

/** Adds the full prefix length to addresses without one: as in nmcli, such an address means only itself. */
function withPrefix(addresses: readonly string[] | undefined, length: number): readonly string[] | undefined {
  return addresses?.map(address => (address.includes('/') ? address : `${address}/${length}`))
}

function linkSettings({ type, mac, mtu }: ConnectionParams): Record<string, Value> {
  if (type === 'bridge') return { 'bridge.mac-address': mac, '802-3-ethernet.mtu': mtu }
  const section = type === 'wifi' ? '802-11-wireless' : '802-3-ethernet'
  return { [`${section}.cloned-mac-address`]: mac, [`${section}.mtu`]: mtu }
}

function ofType(params: ConnectionParams): Record<string, Value> {
  switch (params.type) {
    case 'bond':
      return { 'bond.options': bondOptions(params) }
    case 'bridge':
      return {
        'bridge.stp': params.stp,
        // NetworkManager keeps the priority only with STP.
        'bridge.priority': params.stp ? params.priority : undefined,
        'bridge.forward-delay': params.forwarddelay,
        'bridge.hello-time': params.hellotime,
        'bridge.max-age': params.maxage,
        'bridge.ageing-time': params.ageingtime,
      }
    case 'bridge-slave':
      return {
        'bridge-port.priority': params.slavepriority,
        'bridge-port.path-cost': params.path_cost,
        'bridge-port.hairpin-mode': params.hairpin,
      }
    case 'vlan':
      return { 'vlan.id': params.vlanid, 'vlan.parent': params.vlandev, 'vlan.flags': params.flags }
    case 'wifi':
      return {
        '802-11-wireless.ssid': params.ssid,
        ...inSection('802-11-wireless', params.wifi),
        ...inSection('802-11-wireless-security', params.wifi_sec),
      }
    default:
      return {}
  }
}

function inSection(section: string, values: Readonly<Record<string, string>> = {}): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${section}.${name}`, asFlag(value)]),
  )
}

/** Converts a boolean that the schema read as a string to nmcli's `yes` or `no`; other strings are unchanged. */
function asFlag(value: string): string {
  return { true: 'yes', false: 'no' }[value] ?? value
}

function bondOptions(params: ConnectionParams): readonly string[] {
  const names = [
    'mode',
    'miimon',
    'downdelay',
    'updelay',
    'xmit_hash_policy',
    'arp_interval',
    'arp_ip_target',
    'primary',
  ] as const
  return names.flatMap(name => (params[name] === undefined ? [] : [`${name}=${params[name]}`]))
}
