import { type Address, formatAddress, lastOf, networkOf, sizeOf } from '../../base/ip-address.ts'
import { JinjaError } from '../jinja/error.ts'

/** Returns the first and last host address of a network of more than one address. */
export function usableOf(network: Address): [first: bigint, last: bigint] {
  const first = networkOf(network.value, network)
  return sizeOf(network) === 2n ? [first, first + 1n] : [first + 1n, lastOf(network) - 1n]
}

/**
 * Returns the first and last host address of a network as text; undefined for a network of one address. Throws
 * JinjaError for an address without a prefix.
 */
export function usableRange(network: Address): [first: string, last: string] | undefined {
  if (mustBeNetwork(network) === 1n) return undefined
  const [first, last] = usableOf(network)
  return [formatAddress(first, network.version), formatAddress(last, network.version)]
}

/** Returns the number of host addresses of a network: all but the network address and the broadcast address. */
export function usableCount(network: Address): bigint {
  const size = sizeOf(network)
  if (size === 1n) return 0n
  return size === 2n ? size : size - 2n
}

/** Returns the address at an offset from the given address; null if it is not a host address of the network. */
export function usableBy(network: Address, offset: bigint): string | null {
  if (sizeOf(network) === 1n) return null
  const [first, last] = usableOf(network)
  const value = network.value + offset
  return first <= value && value <= last ? formatAddress(value, network.version) : null
}

/**
 * Returns the address at an offset from the given address; null if it is not a host address of the network.
 * Throws JinjaError for an address without a prefix.
 */
export function usableNextTo(address: Address, offset: bigint): string | null {
  mustBeNetwork(address)
  return usableBy(address, offset)
}

/**
 * Returns the other host address of a network of two hosts. Throws JinjaError for other networks, and for
 * network and broadcast addresses.
 */
export function peerOf(address: Address): string {
  const size = mustBeNetwork(address)
  if (size === 2n) return formatAddress(address.value ^ 1n, address.version)
  if (size !== 4n) throw new JinjaError('only networks of two hosts, `/30` and `/31`, have a peer')
  if (address.value % 4n === 0n || address.value % 4n === 3n)
    throw new JinjaError('the network and the broadcast address of `/30` have no peer')
  return formatAddress(address.value ^ 3n, address.version)
}

function mustBeNetwork(address: Address): bigint {
  if (address.hasPrefix) return sizeOf(address)
  const host = formatAddress(address.value, address.version)
  throw new JinjaError(`\`${host}\` is not a network: it has no prefix such as \`/24\``)
}
