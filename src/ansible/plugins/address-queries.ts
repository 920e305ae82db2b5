import {
  type Address,
  bitsOf,
  contains,
  formatAddress,
  hostmaskOf,
  isWithin,
  lastOf,
  netmaskOf,
  networkOf,
  reverseName,
  sizeOf,
  subnetOf,
  withPrefix,
} from '../../base/ip-address.ts'
import { ownValue } from '../../base/own-value.ts'
import { JinjaError } from '../jinja/error.ts'
import { exact } from '../jinja/values.ts'
import { peerOf, usableCount, usableNextTo, usableRange } from './network-hosts.ts'
import { type Asked, readAddress } from './read-address.ts'

/** A query of `ipaddr`. Returns its result for an address: null, in most cases, if the address does not match. */
type Query = (asked: Asked) => unknown

/**
 * Answers a query of `ipaddr`: the name of a query, the index of an address in the network, or a network that
 * must contain the address. Throws JinjaError for any other query.
 */
export function answerTo(query: string, asked: Asked): unknown {
  const named = ownValue(QUERIES, query)
  if (named) return named(asked)
  if (/^[-+]?\d+$/.test(query)) return atIndex(asked, BigInt(query))
  const network = readAddress(query)
  if (!network) throw new JinjaError(`\`ipaddr\` knows no query \`${query}\``)
  return contains(network, asked) ? asked.text : null
}

const MULTICAST = ['224.0.0.0/4', 'ff00::/8']
const LINK_LOCAL = ['169.254.0.0/16', 'fe80::/10']
const LOOPBACK = ['127.0.0.0/8', '::1/128']
const PRIVATE = [
  ...['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.0.0.0/24', '192.168.0.0/16', '198.18.0.0/15'],
  ...['239.0.0.0/8', 'fc00::/7', 'fec0::/10'],
  ...LINK_LOCAL,
]

const QUERIES: Readonly<Record<string, Query>> = {
  '': asked => (asked.hasPrefix ? withPrefix(asked) : host(asked)),
  '6to4': asked => sixToFour(asked),
  address: asked => ownHost(asked),
  'address/prefix': asked => hostAndPrefix(asked),
  bool: () => true,
  broadcast: asked => (sizeOf(asked) > 2n ? formatAddress(lastOf(asked), asked.version) : null),
  cidr: asked => withPrefix(asked),
  first_usable: asked => usableRange(asked)?.[0] ?? null,
  gateway: asked => hostAndPrefix(asked),
  gw: asked => hostAndPrefix(asked),
  host: asked => (sizeOf(asked) === 1n || !isFirst(asked) || !hasBroadcast(asked) ? withPrefix(asked) : null),
  'host/prefix': asked => hostAndPrefix(asked),
  hostmask: asked => formatAddress(hostmaskOf(asked), asked.version),
  hostnet: asked => hostAndPrefix(asked),
  int: asked => (asked.hasPrefix ? `${asked.value}/${asked.prefix}` : exact(asked.value)),
  ip: asked => ownHost(asked),
  'ip/prefix': asked => (isHostOfNetwork(asked) ? withPrefix(asked) : null),
  ip_netmask: asked =>
    isHostOfNetwork(asked) ? `${host(asked)} ${formatAddress(netmaskOf(asked), asked.version)}` : null,
  ipv4: asked => asVersion4(asked),
  ipv6: asked => asVersion6(asked),
  last_usable: asked => usableRange(asked)?.[1] ?? null,
  'link-local': asked => (isWithin(hostOnly(asked), LINK_LOCAL) ? asked.text : null),
  lo: asked => (isWithin(hostOnly(asked), LOOPBACK) ? asked.text : null),
  loopback: asked => (isWithin(hostOnly(asked), LOOPBACK) ? asked.text : null),
  multicast: asked => (isWithin(asked, MULTICAST) ? asked.text : null),
  net: asked => (sizeOf(asked) > 1n && isFirst(asked) ? withPrefix(asked) : null),
  netmask: asked => formatAddress(netmaskOf(asked), asked.version),
  network: asked => addressAt(asked, networkOf(asked.value, asked)),
  network_id: asked => addressAt(asked, networkOf(asked.value, asked)),
  'network/prefix': asked => subnetOf(asked),
  network_netmask: asked => masked(asked, netmaskOf(asked)),
  network_wildcard: asked => masked(asked, hostmaskOf(asked)),
  next_usable: asked => usableNextTo(asked, 1n),
  peer: asked => peerOf(asked),
  prefix: asked => asked.prefix,
  previous_usable: asked => usableNextTo(asked, -1n),
  private: asked => (isWithin(asked, PRIVATE) ? asked.text : null),
  public: asked => (isPublic(hostOnly(asked)) ? asked.text : null),
  range_usable: asked => usableRange(asked)?.join('-') ?? null,
  revdns: asked => reverseName(asked),
  router: asked => hostAndPrefix(asked),
  size: asked => exact(sizeOf(asked)),
  size_usable: asked => exact(usableCount(asked)),
  subnet: asked => subnetOf(asked),
  type: asked => typeOf(asked),
  unicast: asked => (isWithin(asked, MULTICAST) ? null : asked.text),
  v4: asked => asVersion4(asked),
  v6: asked => asVersion6(asked),
  version: asked => asked.version,
  wildcard: asked => formatAddress(hostmaskOf(asked), asked.version),
  wrap: asked => wrapped(asked),
}

/** Returns `network` for the first address of a network of several addresses, otherwise `address`. */
export function typeOf(asked: Address): 'network' | 'address' {
  return sizeOf(asked) > 1n && isFirst(asked) ? 'network' : 'address'
}

/** Puts an IPv6 address in brackets. Returns other addresses unchanged. */
export function wrapped(asked: Asked): string {
  if (asked.version === 4) return asked.text
  return asked.hasPrefix ? `[${host(asked)}]/${asked.prefix}` : `[${host(asked)}]`
}

function host({ value, version }: Address): string {
  return formatAddress(value, version)
}

function addressAt({ version }: Address, value: bigint): string {
  return formatAddress(value, version)
}

/** Returns the address alone, without its network. */
function hostOnly(asked: Address): Address {
  return { ...asked, prefix: bitsOf(asked.version) }
}

function isFirst(asked: Address): boolean {
  return networkOf(asked.value, asked) === asked.value
}

/**
 * Whether a network has a broadcast address. IPv4 networks of one or two addresses have none; for IPv6, netaddr
 * always returns the last address as one.
 */
function hasBroadcast({ version, prefix }: Address): boolean {
  return version === 6 || prefix < 31
}

function ownHost(asked: Address): string | null {
  const isNetwork = sizeOf(asked) > 1n && isFirst(asked) && hasBroadcast(asked)
  return isNetwork && asked.version === 4 ? null : host(asked)
}

function isHostOfNetwork(asked: Address): boolean {
  const size = sizeOf(asked)
  return size === 2n || (size > 1n && !isFirst(asked))
}

function hostAndPrefix(asked: Address): string | false {
  const isEnd = isFirst(asked) || (hasBroadcast(asked) && lastOf(asked) === asked.value)
  return sizeOf(asked) > 2n && isEnd ? false : withPrefix(asked)
}

function masked(asked: Address, mask: bigint): string {
  return `${addressAt(asked, networkOf(asked.value, asked))} ${addressAt(asked, mask)}`
}

function isPublic(asked: Address): boolean {
  const bits = BigInt(bitsOf(asked.version))
  const isMask = [asked.value + 1n, (1n << bits) - asked.value].some(next => (next & (next - 1n)) === 0n)
  return !isMask && !isWithin(asked, [...MULTICAST, ...PRIVATE, ...LOOPBACK])
}

function asVersion4(asked: Asked): string | false {
  if (asked.version === 4) return asked.text
  const isMapped = asked.value >> 32n === 0xffffn || asked.value >> 32n === 0n
  if (!isMapped || asked.prefix < 96) return false
  return `${formatAddress(asked.value & 0xffff_ffffn, 4)}/${asked.prefix - 96}`
}

function asVersion6(asked: Asked): string {
  if (asked.version === 6) return asked.text
  return `::ffff:${host(asked)}/${asked.prefix + 96}`
}

/** Returns the 6to4 address (RFC 3056) of an address or network; false if there is none. */
function sixToFour(asked: Asked): string | false {
  if (asked.version === 6) {
    const isOne = !asked.hasPrefix || !isFirst(asked)
    return isOne && isWithin(hostOnly(asked), ['2002::/16']) ? asked.text : false
  }
  if (sizeOf(asked) > 1n && isFirst(asked)) return false
  const isReachable = isPublic(hostOnly(asked)) || isWithin(hostOnly(asked), PRIVATE)
  const digits = asked.value.toString(16).padStart(8, '0')
  return isReachable ? `2002:${digits.slice(0, 4)}:${digits.slice(4)}::1/48` : false
}

function atIndex(asked: Asked, index: bigint): string | false {
  const size = sizeOf(asked)
  if (size === 1n) return asked.hasPrefix ? withPrefix(asked) : host(asked)
  const at = index < 0n ? size + index : index
  if (at < 0n || at >= size) return false
  return withPrefix({ ...asked, value: networkOf(asked.value, asked) + at })
}
