import { iterate } from '../jinja/compare.ts'
import { JinjaError } from '../jinja/error.ts'
import type { Filter } from '../jinja/frame.ts'
import type { Passed } from '../jinja/passed.ts'
import { toText } from '../jinja/text.ts'
import { amount, used } from '../jinja/values.ts'
import {
  type Address,
  contains,
  formatAddress,
  isWithin,
  networkOf,
  parseAddress,
  reverseName,
  sizeOf,
} from './ip-address.ts'

/** The filters of addresses of ansible.utils that are much used: https://docs.ansible.com/ansible/latest/collections/ansible/utils. */
export const ADDRESS_FILTERS: Readonly<Record<string, Filter>> = {
  ipaddr: (value, passed) => each(value, text => query(text, queryOf(passed), undefined)),
  ipv4: (value, passed) => each(value, text => query(text, queryOf(passed), 4)),
  ipv6: (value, passed) => each(value, text => query(text, queryOf(passed), 6)),
  ipwrap: value => each(value, text => wrapped(text)),
  nthhost: (value, passed) => {
    const address = parseAddress(toText(value))
    return address === undefined ? false : nth(address, passed.integer(0, 'query'), false)
  },
}

/** Of a list, what is true for each of its items; of one value, that or false. */
function each(value: unknown, work: (text: string) => unknown): unknown {
  const found = used(value)
  if (!Array.isArray(found)) return work(toText(found))
  return iterate(found)
    .map(item => work(toText(item)))
    .filter(result => result !== false)
}

function queryOf(passed: Passed): string {
  return toText(passed.value(0, 'query', ''))
}

/** IPv6 addresses in brackets; anything else as it is. */
function wrapped(text: string): string {
  const address = parseAddress(text)
  if (address?.version !== 6) return text
  const [host, prefix] = text.split('/')
  return prefix === undefined ? `[${host}]` : `[${host}]/${prefix}`
}

function query(text: string, name: string, version: 4 | 6 | undefined): unknown {
  const address = parseAddress(text)
  if (!address || (version !== undefined && address.version !== version)) return false
  if (/^-?\d+$/.test(name)) return nth(address, Number(name), true)
  const answer = Object.hasOwn(QUERIES, name) ? QUERIES[name] : undefined
  if (answer) return answer(address, text)
  const within = parseAddress(name)
  if (!within) throw new JinjaError(`\`ipaddr\` knows no query \`${name}\``)
  return contains(within, address) ? text : false
}

type Query = (address: Address, text: string) => unknown

const QUERIES: Readonly<Record<string, Query>> = {
  '': (_, text) => text,
  address: address => formatAddress(address.value, address.version),
  ip: address => formatAddress(address.value, address.version),
  bool: () => true,
  broadcast: address =>
    address.version === 4 && address.prefix < 31 ? formatAddress(lastOf(address), address.version) : null,
  cidr: address => withPrefix(address, address.value),
  first_usable: address => usable(address, 0n),
  gateway: address => hostAndPrefix(address),
  gw: address => hostAndPrefix(address),
  host: address => hostAndPrefix(address),
  'host/prefix': address => hostAndPrefix(address),
  hostnet: address => hostAndPrefix(address),
  int: address => plainNumber(address.value),
  'ip/prefix': address => hostAndPrefix(address),
  ipv4: (address, text) => (address.version === 4 ? text : false),
  ipv6: (address, text) => (address.version === 6 ? text : false),
  last_usable: address => usable(address, -1n),
  link_local: (address, text) => (isWithin(address, ['169.254.0.0/16', 'fe80::/10']) ? text : false),
  loopback: (address, text) => (isWithin(address, ['127.0.0.0/8', '::1/128']) ? text : false),
  lo: (address, text) => (isWithin(address, ['127.0.0.0/8', '::1/128']) ? text : false),
  multicast: (address, text) => (isWithin(address, ['224.0.0.0/4', 'ff00::/8']) ? text : false),
  net: (address, text) => (isNetwork(address) ? text : false),
  netmask: address => formatAddress(networkOf(maskOf(address), address), address.version),
  network: address => formatAddress(networkOf(address.value, address), address.version),
  'network/prefix': address => withPrefix(address, networkOf(address.value, address)),
  network_id: address => formatAddress(networkOf(address.value, address), address.version),
  prefix: address => address.prefix,
  private: (address, text) => (isWithin(address, PRIVATE) ? text : false),
  public: (address, text) => (isWithin(address, [...PRIVATE, ...NOT_PUBLIC]) ? false : text),
  range_usable: address => `${usable(address, 0n)}-${usable(address, -1n)}`,
  revdns: address => reverseName(address),
  size: address => plainNumber(sizeOf(address)),
  subnet: address => withPrefix(address, networkOf(address.value, address)),
  type: address => (isNetwork(address) ? 'network' : 'address'),
  unicast: (address, text) => (isWithin(address, ['224.0.0.0/4', 'ff00::/8']) ? false : text),
  version: address => address.version,
  wildcard: address => formatAddress(sizeOf(address) - 1n, address.version),
}

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7', 'fec0::/10']
const NOT_PUBLIC = [
  ...['127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '240.0.0.0/4', '0.0.0.0/8'],
  ...['::1/128', 'fe80::/10', 'ff00::/8', '::/128'],
]

/** The bits of a mask, of which a network keeps those of its prefix. */
function maskOf({ version }: Address): bigint {
  return version === 4 ? (1n << 32n) - 1n : (1n << 128n) - 1n
}

function lastOf(address: Address): bigint {
  return networkOf(address.value, address) + sizeOf(address) - 1n
}

function isNetwork(address: Address): boolean {
  return sizeOf(address) > 1n && networkOf(address.value, address) === address.value
}

function hostAndPrefix(address: Address): unknown {
  return address.hasPrefix && isNetwork(address) && address.prefix < (address.version === 4 ? 31 : 127)
    ? null
    : withPrefix(address, address.value)
}

function withPrefix(address: Address, value: bigint): string {
  return `${formatAddress(value, address.version)}/${address.prefix}`
}

/** The first host of a network is that behind its own address, the last that before the broadcast. */
function usable(address: Address, from: bigint): string | null {
  const size = sizeOf(address)
  if (size === 1n) return null
  const isWhole = address.version === 6 || size === 2n
  const [first, last] = isWhole
    ? [networkOf(address.value, address) + (size === 2n ? 0n : 1n), lastOf(address)]
    : [networkOf(address.value, address) + 1n, lastOf(address) - 1n]
  return formatAddress(from === 0n ? first : last, address.version)
}

/** The address at an index of a network, from its end if that is negative; false if it has none. */
function nth(address: Address, index: number, hasPrefix: boolean): unknown {
  const size = sizeOf(address)
  const at = index < 0 ? size + BigInt(index) : BigInt(index)
  if (at < 0n || at >= size) return false
  const value = networkOf(address.value, address) + at
  return hasPrefix && address.hasPrefix ? withPrefix(address, value) : formatAddress(value, address.version)
}

function plainNumber(value: bigint): number | bigint {
  return amount(value) !== undefined && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
}
