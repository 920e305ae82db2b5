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
  parseAddress,
  reverseName,
  sizeOf,
  subnetOf,
  withPrefix,
} from '../../base/ip-address.ts'
import { ownValue } from '../../base/own-value.ts'
import { JinjaError } from '../jinja/error.ts'
import { exact } from '../jinja/values.ts'

/** An address as it was given to `ipaddr`: `text` is what the queries that choose give. */
export interface Asked extends Address {
  readonly text: string
}

/** What a query of `ipaddr` says of an address: null if it does not hold, in most cases. */
type Query = (asked: Asked) => unknown

/**
 * The answer of `ipaddr` to a query: one by name, the index of an address, or a network that has the address. Throws JinjaError for
 * any other.
 */
export function answerTo(query: string, asked: Asked): unknown {
  const named = ownValue(QUERIES, query)
  if (named) return named(asked)
  if (/^[-+]?\d+$/.test(query)) return atIndex(asked, BigInt(query))
  const network = readAddress(query)
  if (!network) throw new JinjaError(`\`ipaddr\` knows no query \`${query}\``)
  return contains(network, asked) ? asked.text : null
}

/** Reads what `netaddr` reads: an address, `10.1/16`, whole numbers as addresses. */
export function readAddress(text: string): Asked | undefined {
  const [host = '', ...rest] = text.split('/')
  if (/^\d+$/.test(text) || (/^\d+$/.test(host) && rest.length === 1)) {
    const made = numeric(BigInt(host), rest[0])
    if (made) return made
  }
  const isPartial = /^\d{1,3}(?:\.\d{1,3}){0,2}$/.test(host)
  const filled = isPartial ? [...host.split('.'), '0', '0', '0'].slice(0, 4).join('.') : host
  const address = parseAddress([filled, ...rest].join('/'))
  return address && { ...address, text }
}

/** `10` is 0.0.0.10, and `10/8` is 10.0.0.0/8: a network is no number. */
function numeric(value: bigint, prefix: string | undefined): Asked | undefined {
  if (prefix !== undefined && value < 256n) return undefined
  const version = value < 1n << 32n ? 4 : 6
  if (value >= 1n << 128n) return undefined
  const host = formatAddress(value, version)
  const address = parseAddress(prefix === undefined ? host : `${host}/${prefix}`)
  return address && { ...address, text: withPrefix(address), hasPrefix: prefix !== undefined }
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
  first_usable: asked => {
    const size = mustBeNetwork(asked)
    if (size === 1n) return null
    return addressAt(asked, networkOf(asked.value, asked) + (size === 2n ? 0n : 1n))
  },
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
  last_usable: asked => {
    const size = mustBeNetwork(asked)
    return size === 1n ? null : addressAt(asked, usableOf(asked)[1])
  },
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
  range_usable: asked =>
    mustBeNetwork(asked) === 1n
      ? null
      : usableOf(asked)
          .map(value => addressAt(asked, value))
          .join('-'),
  revdns: asked => reverseName(asked),
  router: asked => hostAndPrefix(asked),
  size: asked => exact(sizeOf(asked)),
  size_usable: asked => exact(sizeOf(asked) === 1n ? 0n : sizeOf(asked) - (sizeOf(asked) === 2n ? 0n : 2n)),
  subnet: asked => subnetOf(asked),
  type: asked => typeOf(asked),
  unicast: asked => (isWithin(asked, MULTICAST) ? null : asked.text),
  v4: asked => asVersion4(asked),
  v6: asked => asVersion6(asked),
  version: asked => asked.version,
  wildcard: asked => formatAddress(hostmaskOf(asked), asked.version),
  wrap: asked => wrapped(asked),
}

/** Whether it is a network, or an address in one. */
export function typeOf(asked: Address): 'network' | 'address' {
  return sizeOf(asked) > 1n && isFirst(asked) ? 'network' : 'address'
}

/** The first and the last address for hosts of a network of more than one. */
export function usableOf(network: Address): [first: bigint, last: bigint] {
  const first = networkOf(network.value, network)
  return sizeOf(network) === 2n ? [first, first + 1n] : [first + 1n, lastOf(network) - 1n]
}

/** The address at an offset from an address of a network, if hosts may have it. */
export function usableBy(network: Address, offset: bigint): string | null {
  if (sizeOf(network) === 1n) return null
  const [first, last] = usableOf(network)
  const value = network.value + offset
  return first <= value && value <= last ? addressAt(network, value) : null
}

/** IPv6 addresses in brackets; anything else as it is. */
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

/** The address alone, without its network. */
function hostOnly(asked: Address): Address {
  return { ...asked, prefix: bitsOf(asked.version) }
}

function isFirst(asked: Address): boolean {
  return networkOf(asked.value, asked) === asked.value
}

/** Networks of IPv4 with one or two addresses have none; of IPv6 all have what is one for netaddr. */
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

function mustBeNetwork(asked: Address): bigint {
  if (asked.hasPrefix) return sizeOf(asked)
  throw new JinjaError(`\`${host(asked)}\` is not a network: it has no prefix such as \`/24\``)
}

function usableNextTo(asked: Address, offset: bigint): string | null {
  mustBeNetwork(asked)
  return usableBy(asked, offset)
}

function peerOf(asked: Address): string {
  const size = mustBeNetwork(asked)
  if (size === 2n) return addressAt(asked, asked.value ^ 1n)
  if (size !== 4n) throw new JinjaError('only networks of two hosts, `/30` and `/31`, have a peer')
  if (asked.value % 4n === 0n || asked.value % 4n === 3n)
    throw new JinjaError('the network and the broadcast address of `/30` have no peer')
  return addressAt(asked, asked.value ^ 3n)
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

/** The address of a network of 6to4 (RFC 3056). */
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
