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
import { type QueriedAddress, readAddress } from './read-address.ts'

/** A query of `ipaddr`. Returns its result for an address: null, in most cases, if the address does not match. */
type Query = (address: QueriedAddress) => unknown

/**
 * Answers a query of `ipaddr`: the name of a query, the index of an address in the network, or a network that
 * must contain the address. Throws JinjaError for any other query.
 */
export function evaluateQuery(query: string, address: QueriedAddress): unknown {
  const named = ownValue(QUERIES, query)
  if (named) return named(address)
  if (/^[-+]?\d+$/.test(query)) return atIndex(address, BigInt(query))
  const network = readAddress(query)
  if (!network) throw new JinjaError(`\`ipaddr\` knows no query \`${query}\``)
  return contains(network, address) ? address.text : null
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
  '': address => (address.hasPrefix ? withPrefix(address) : host(address)),
  '6to4': address => sixToFour(address),
  address: address => ownHost(address),
  'address/prefix': address => hostAndPrefix(address),
  bool: () => true,
  broadcast: address => (sizeOf(address) > 2n ? formatAddress(lastOf(address), address.version) : null),
  cidr: address => withPrefix(address),
  first_usable: address => usableRange(address)?.[0] ?? null,
  gateway: address => hostAndPrefix(address),
  gw: address => hostAndPrefix(address),
  host: address =>
    sizeOf(address) === 1n || !isFirst(address) || !hasBroadcast(address) ? withPrefix(address) : null,
  'host/prefix': address => hostAndPrefix(address),
  hostmask: address => formatAddress(hostmaskOf(address), address.version),
  hostnet: address => hostAndPrefix(address),
  int: address => (address.hasPrefix ? `${address.value}/${address.prefix}` : exact(address.value)),
  ip: address => ownHost(address),
  'ip/prefix': address => (isHostOfNetwork(address) ? withPrefix(address) : null),
  ip_netmask: address =>
    isHostOfNetwork(address)
      ? `${host(address)} ${formatAddress(netmaskOf(address), address.version)}`
      : null,
  ipv4: address => asVersion4(address),
  ipv6: address => asVersion6(address),
  last_usable: address => usableRange(address)?.[1] ?? null,
  'link-local': address => (isWithin(hostOnly(address), LINK_LOCAL) ? address.text : null),
  lo: address => (isWithin(hostOnly(address), LOOPBACK) ? address.text : null),
  loopback: address => (isWithin(hostOnly(address), LOOPBACK) ? address.text : null),
  multicast: address => (isWithin(address, MULTICAST) ? address.text : null),
  net: address => (sizeOf(address) > 1n && isFirst(address) ? withPrefix(address) : null),
  netmask: address => formatAddress(netmaskOf(address), address.version),
  network: address => addressAt(address, networkOf(address.value, address)),
  network_id: address => addressAt(address, networkOf(address.value, address)),
  'network/prefix': address => subnetOf(address),
  network_netmask: address => masked(address, netmaskOf(address)),
  network_wildcard: address => masked(address, hostmaskOf(address)),
  next_usable: address => usableNextTo(address, 1n),
  peer: address => peerOf(address),
  prefix: address => address.prefix,
  previous_usable: address => usableNextTo(address, -1n),
  private: address => (isWithin(address, PRIVATE) ? address.text : null),
  public: address => (isPublic(hostOnly(address)) ? address.text : null),
  range_usable: address => usableRange(address)?.join('-') ?? null,
  revdns: address => reverseName(address),
  router: address => hostAndPrefix(address),
  size: address => exact(sizeOf(address)),
  size_usable: address => exact(usableCount(address)),
  subnet: address => subnetOf(address),
  type: address => typeOf(address),
  unicast: address => (isWithin(address, MULTICAST) ? null : address.text),
  v4: address => asVersion4(address),
  v6: address => asVersion6(address),
  version: address => address.version,
  wildcard: address => formatAddress(hostmaskOf(address), address.version),
  wrap: address => wrapped(address),
}

/** Returns `network` for the first address of a network of several addresses, otherwise `address`. */
export function typeOf(address: Address): 'network' | 'address' {
  return sizeOf(address) > 1n && isFirst(address) ? 'network' : 'address'
}

/** Puts an IPv6 address in brackets. Returns other addresses unchanged. */
export function wrapped(address: QueriedAddress): string {
  if (address.version === 4) return address.text
  return address.hasPrefix ? `[${host(address)}]/${address.prefix}` : `[${host(address)}]`
}

function host({ value, version }: Address): string {
  return formatAddress(value, version)
}

function addressAt({ version }: Address, value: bigint): string {
  return formatAddress(value, version)
}

/** Returns the address alone, without its network. */
function hostOnly(address: Address): Address {
  return { ...address, prefix: bitsOf(address.version) }
}

function isFirst(address: Address): boolean {
  return networkOf(address.value, address) === address.value
}

/**
 * Whether a network has a broadcast address. IPv4 networks of one or two addresses have none; for IPv6, netaddr
 * always returns the last address as one.
 */
function hasBroadcast({ version, prefix }: Address): boolean {
  return version === 6 || prefix < 31
}

function ownHost(address: Address): string | null {
  const isNetwork = sizeOf(address) > 1n && isFirst(address) && hasBroadcast(address)
  return isNetwork && address.version === 4 ? null : host(address)
}

function isHostOfNetwork(address: Address): boolean {
  const size = sizeOf(address)
  return size === 2n || (size > 1n && !isFirst(address))
}

function hostAndPrefix(address: Address): string | false {
  const isEnd = isFirst(address) || (hasBroadcast(address) && lastOf(address) === address.value)
  return sizeOf(address) > 2n && isEnd ? false : withPrefix(address)
}

function masked(address: Address, mask: bigint): string {
  return `${addressAt(address, networkOf(address.value, address))} ${addressAt(address, mask)}`
}

function isPublic(address: Address): boolean {
  const bits = BigInt(bitsOf(address.version))
  const isMask = [address.value + 1n, (1n << bits) - address.value].some(next => (next & (next - 1n)) === 0n)
  return !isMask && !isWithin(address, [...MULTICAST, ...PRIVATE, ...LOOPBACK])
}

function asVersion4(address: QueriedAddress): string | false {
  if (address.version === 4) return address.text
  const isMapped = address.value >> 32n === 0xffffn || address.value >> 32n === 0n
  if (!isMapped || address.prefix < 96) return false
  return `${formatAddress(address.value & 0xffff_ffffn, 4)}/${address.prefix - 96}`
}

function asVersion6(address: QueriedAddress): string {
  if (address.version === 6) return address.text
  return `::ffff:${host(address)}/${address.prefix + 96}`
}

/** Returns the 6to4 address (RFC 3056) of an address or network; false if there is none. */
function sixToFour(address: QueriedAddress): string | false {
  if (address.version === 6) {
    const isOne = !address.hasPrefix || !isFirst(address)
    return isOne && isWithin(hostOnly(address), ['2002::/16']) ? address.text : false
  }
  if (sizeOf(address) > 1n && isFirst(address)) return false
  const isReachable = isPublic(hostOnly(address)) || isWithin(hostOnly(address), PRIVATE)
  const digits = address.value.toString(16).padStart(8, '0')
  return isReachable ? `2002:${digits.slice(0, 4)}:${digits.slice(4)}::1/48` : false
}

function atIndex(address: QueriedAddress, index: bigint): string | false {
  const size = sizeOf(address)
  if (size === 1n) return address.hasPrefix ? withPrefix(address) : host(address)
  const at = index < 0n ? size + index : index
  if (at < 0n || at >= size) return false
  return withPrefix({ ...address, value: networkOf(address.value, address) + at })
}
