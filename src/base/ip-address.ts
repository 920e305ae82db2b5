import { isIPv4, isIPv6 } from 'node:net'

/** An IP address, alone or with the prefix of its network. */
export interface Address {
  readonly version: 4 | 6
  readonly value: bigint
  readonly prefix: number
  readonly hasPrefix: boolean
}

/** Parses `10.0.0.1`, `10.0.0.1/24`, `10.0.0.1/255.255.255.0` or `2001:db8::1/64`; undefined for anything else. */
export function parseAddress(text: string): Address | undefined {
  const [host = '', written, ...others] = text.trim().split('/')
  if (others.length > 0) return undefined
  const version = versionOf(host)
  if (version === undefined) return undefined
  const bits = bitsOf(version)
  const prefix = written === undefined ? bits : prefixOf(written, version)
  if (prefix === undefined) return undefined
  return { version, value: numberOf(host, version), prefix, hasPrefix: written !== undefined }
}

function versionOf(host: string): 4 | 6 | undefined {
  if (isIPv4(host)) return 4
  return isIPv6(host) && !host.includes('%') ? 6 : undefined
}

/** Returns the number of bits of an address. */
export function bitsOf(version: 4 | 6): number {
  return version === 4 ? 32 : 128
}

function prefixOf(text: string, version: 4 | 6): number | undefined {
  if (/^\d{1,3}$/.test(text)) return Number(text) <= bitsOf(version) ? Number(text) : undefined
  if (version !== 4 || !isIPv4(text)) return undefined
  return lengthOfMask({ version, value: numberOf(text, 4) })
}

/** Returns the number of ones at the start of a mask; undefined if there are ones after a zero. */
export function lengthOfMask({ version, value }: Pick<Address, 'version' | 'value'>): number | undefined {
  const mask = value.toString(2).padStart(bitsOf(version), '0')
  return /^1*0*$/.test(mask) ? mask.replace(/0+$/, '').length : undefined
}

function numberOf(host: string, version: 4 | 6): bigint {
  if (version === 4) return host.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n)
  return groupsOf(host).reduce((sum, group) => sum * 65536n + BigInt(group), 0n)
}

/** Returns the eight numbers of an IPv6 address. */
function groupsOf(host: string): number[] {
  // The last 32 bits may be written as an IPv4 address.
  const plain = host.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) =>
    [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map(part => part.toString(16)).join(':'),
  )
  const [before = '', after] = plain.split('::')
  const numbers = (part: string): number[] =>
    part === '' ? [] : part.split(':').map(group => Number.parseInt(group, 16))
  const [left, right] = [numbers(before), numbers(after ?? '')]
  return after === undefined ? left : [...left, ...Array(8 - left.length - right.length).fill(0), ...right]
}

/** Returns the number of addresses in a network. */
export function sizeOf({ version, prefix }: Address): bigint {
  return 1n << BigInt(bitsOf(version) - prefix)
}

/** Returns the first address of the network in which `value` is, for networks of the size of `network`. */
export function networkOf(value: bigint, network: Address): bigint {
  return value - (value % sizeOf(network))
}

/** Returns the last address of the network of an address. */
export function lastOf(address: Address): bigint {
  return networkOf(address.value, address) + sizeOf(address) - 1n
}

/** Returns the mask of the bits that differ between addresses of a network. */
export function hostmaskOf(address: Address): bigint {
  return sizeOf(address) - 1n
}

/** Returns the mask of the bits that are the same in all addresses of a network. */
export function netmaskOf(address: Address): bigint {
  return (1n << BigInt(bitsOf(address.version))) - sizeOf(address)
}

/** Returns whether a network contains an address or another network. */
export function contains(network: Address, address: Address): boolean {
  return (
    network.version === address.version &&
    network.prefix <= address.prefix &&
    networkOf(address.value, network) === networkOf(network.value, network)
  )
}

/** Returns whether one of these networks, as strings, contains the address. */
export function isWithin(address: Address, networks: readonly string[]): boolean {
  return networks.some(text => {
    const network = parseAddress(text)
    return network !== undefined && contains(network, address)
  })
}

/**
 * Returns an address as a string: IPv6 in its short form (RFC 5952), addresses that embed an IPv4 address with its
 * dots.
 */
export function formatAddress(value: bigint, version: 4 | 6): string {
  if (version === 4) return [24n, 16n, 8n, 0n].map(shift => (value >> shift) & 255n).join('.')
  const before = value >> 32n
  if (before === 0xffffn) return `::ffff:${formatAddress(value & 0xffff_ffffn, 4)}`
  if (before === 0n && value > 0xffffn) return `::${formatAddress(value, 4)}`
  const groups = Array.from({ length: 8 }, (_, at) => Number((value >> BigInt(112 - at * 16)) & 65535n))
  const text = groups.map(group => group.toString(16)).join(':')
  const runs = [...text.matchAll(/(?<![^:])0(?::0)+(?![^:])/g)].map(([run]) => run)
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '')
  if (longest === '') return text
  const at = text.search(new RegExp(`(?<![^:])${longest}(?![^:])`))
  return `${text.slice(0, at).replace(/:$/, '')}::${text.slice(at + longest.length).replace(/^:/, '')}`
}

/** Returns an address with its prefix, as a string. */
export function withPrefix({ value, version, prefix }: Address): string {
  return `${formatAddress(value, version)}/${prefix}`
}

/** Returns the network of an address, as a string. */
export function subnetOf(address: Address): string {
  return withPrefix({ ...address, value: networkOf(address.value, address) })
}

/** Returns the DNS name for a reverse lookup of an address. */
export function reverseName({ version, value }: Address): string {
  if (version === 4) return `${formatAddress(value, 4).split('.').reverse().join('.')}.in-addr.arpa.`
  const digits = value.toString(16).padStart(32, '0')
  return `${[...digits].reverse().join('.')}.ip6.arpa.`
}
