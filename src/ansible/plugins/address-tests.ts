import {
  type Address,
  contains,
  formatAddress,
  hostmaskOf,
  isWithin,
  netmaskOf,
  networkOf,
  parseAddress,
} from '../../base/ip-address.ts'
import { iterate } from '../jinja/compare.ts'
import type { Test } from '../jinja/frame.ts'
import { toText } from '../jinja/text.ts'

/**
 * The tests for addresses of ansible.utils. They follow Python's `ipaddress`, where a network must not have
 * bits set after its prefix.
 */
export const ADDRESS_TESTS: Readonly<Record<string, Test>> = {
  ip: value => readNetwork(value) !== undefined,
  ip_address: value => readHost(value) !== undefined,
  ipv4: value => readNetwork(value)?.version === 4,
  ipv6: value => readNetwork(value)?.version === 6,
  ipv4_address: value => readHost(value)?.version === 4,
  ipv6_address: value => readHost(value)?.version === 6,
  loopback: value => isHostIn(value, ['127.0.0.0/8', '::1/128']),
  multicast: value => isHostIn(value, ['224.0.0.0/4', 'ff00::/8']),
  private: value => isPrivate(readHost(value)),
  public: value => {
    const host = readHost(value)
    return host !== undefined && !isPrivate(host) && !isWithin(host, SHARED)
  },
  reserved: value => isHostIn(value, RESERVED),
  unspecified: value => isHostIn(value, ['0.0.0.0/32', '::/128']),
  ipv6_ipv4_mapped: value => isHostIn(value, ['::ffff:0:0/96']),
  ipv6_sixtofour: value => isHostIn(value, ['2002::/16']),
  ipv6_teredo: value => isHostIn(value, ['2001::/32']),
  in_network: (value, passed) => isSubnet(value, passed.value(0, 'network')),
  in_any_network: (value, passed) => countNetworks(value, passed.value(0, 'networks')) > 0,
  in_one_network: (value, passed) => countNetworks(value, passed.value(0, 'networks')) === 1,
  subnet_of: (value, passed) => isSubnet(value, passed.value(0, 'network_b')),
  supernet_of: (value, passed) => isSubnet(passed.value(0, 'network_b'), value),
  ipv4_netmask: value => isMask(toText(value), netmaskOf),
  ipv4_hostmask: value => isMask(toText(value), hostmaskOf),
  mac: value => MACS.some(pattern => pattern.test(toText(value))),
}

const ALL_BITS = (1n << 32n) - 1n

const MACS = [/^(?:[\da-f]{2}[:-]){5}[\da-f]{2}$/i, /^[\da-f]{4}\.[\da-f]{4}\.[\da-f]{4}$/i, /^[\da-f]{12}$/i]

/**
 * The address ranges that Python's `ipaddress` treats as private, by
 * https://www.iana.org/assignments/iana-ipv4-special-registry and its counterpart for IPv6.
 */
const PRIVATE = [
  ...[
    '0.0.0.0/8',
    '10.0.0.0/8',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.0.2.0/24',
  ],
  ...['192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '240.0.0.0/4'],
  ...[
    '::1/128',
    '::/128',
    '64:ff9b:1::/48',
    '100::/64',
    '2001::/23',
    '2001:db8::/32',
    '2002::/16',
    'fc00::/7',
    'fe80::/10',
  ],
]
const NOT_PRIVATE = [
  ...['192.0.0.9/32', '192.0.0.10/32', '2001:1::1/128', '2001:1::2/128', '2001:3::/32', '2001:4:112::/48'],
  ...['2001:20::/28', '2001:30::/28'],
]
const SHARED = ['100.64.0.0/10']
const RESERVED = [
  ...['240.0.0.0/4', '::/8', '100::/8', '200::/7', '400::/6', '800::/5', '1000::/4', '4000::/3', '6000::/3'],
  ...['8000::/3', 'a000::/3', 'c000::/3', 'e000::/4', 'f000::/5', 'f800::/6', 'fe00::/9'],
]

function isPrivate(host: Address | undefined): boolean {
  if (host === undefined) return false
  const isMapped = isWithin(host, ['::ffff:0:0/96'])
  if (isMapped) return isPrivate({ ...host, version: 4, value: host.value & ALL_BITS, prefix: 32 })
  return isWithin(host, PRIVATE) && !isWithin(host, NOT_PRIVATE)
}

function isHostIn(value: unknown, networks: readonly string[]): boolean {
  const host = readHost(value)
  return host !== undefined && isWithin(host, networks)
}

function isSubnet(inner: unknown, outer: unknown): boolean {
  const [one, other] = [readNetwork(inner), readNetwork(outer)]
  return one !== undefined && other !== undefined && contains(other, one)
}

function countNetworks(value: unknown, networks: unknown): number {
  return iterate(networks).filter(network => isSubnet(value, network)).length
}

/** Parses an address as Python's `ip_address` does; undefined if the value is none. */
function readHost(value: unknown): Address | undefined {
  const text = toText(value)
  return text.includes('/') || text !== text.trim() ? undefined : parseAddress(withoutScope(text))
}

/** Parses a network as Python's `ip_network` does; undefined if the value is none. */
function readNetwork(value: unknown): Address | undefined {
  const text = toText(value)
  if (text !== text.trim()) return undefined
  const [host = '', mask, ...others] = text.split('/')
  const network = parseAddress(
    [withoutScope(host), ...(mask === undefined ? [] : [prefixOf(mask)]), ...others].join('/'),
  )
  return network && networkOf(network.value, network) === network.value ? network : undefined
}

/** Removes the scope: `fe80::1%eth0` is an address on one interface. */
function withoutScope(host: string): string {
  return host.includes(':') ? host.replace(/%[^%]+$/, '') : host
}

/** Converts a host mask, such as `0.0.0.255`, to a prefix length. Returns anything else unchanged. */
function prefixOf(mask: string): string {
  const bits = parseAddress(mask)
  if (bits?.version !== 4 || bits.hasPrefix) return mask
  const written = bits.value.toString(2)
  const isHostmask = bits.value > 0n && /^1+$/.test(written)
  return isHostmask ? String(32 - written.length) : mask
}

function isMask(mask: string, bitsOf: (network: Address) => bigint): boolean {
  const network = readNetwork(`10.0.0.0/${mask}`)
  return network !== undefined && formatAddress(bitsOf(network), 4) === mask
}
