import {
  type Address,
  bitsOf,
  contains,
  formatAddress,
  lastOf,
  networkOf,
  sizeOf,
  subnetOf,
  withPrefix,
} from '../../base/ip-address.ts'
import { iterate } from '../jinja/compare.ts'
import { JinjaError } from '../jinja/error.ts'
import type { Filter } from '../jinja/frame.ts'
import { mustFitList } from '../jinja/limits.ts'
import type { Passed } from '../jinja/passed.ts'
import { describe, toText } from '../jinja/text.ts'
import { typeOf } from './address-queries.ts'
import { usableBy, usableOf } from './network-hosts.ts'
import { readAddress } from './read-address.ts'

/** The filters of ansible.utils that compute networks and addresses from others. */
export const SUBNET_FILTERS: Readonly<Record<string, Filter>> = {
  ipsubnet: (value, passed) => subnet(value, passed),
  ipmath: (value, passed) => {
    const address = mustBeAddress('ipmath', value)
    return inRange(address, address.value + BigInt(passed.integer(0, 'amount')))
  },
  ip4_hex: (value, passed) => {
    const { value: number } = mustBeAddress('ip4_hex', value)
    const bytes = number.toString(16).padStart(8, '0').match(/../g) ?? []
    return bytes.join(passed.text(0, 'delimiter', ''))
  },
  network_in_network: (value, passed) =>
    contains(
      mustBeAddress('network_in_network', value),
      mustBeAddress('network_in_network', passed.value(0, 'test')),
    ),
  network_in_usable: (value, passed) => {
    const network = mustBeAddress('network_in_usable', value)
    const tested = mustBeAddress('network_in_usable', passed.value(0, 'test'))
    const [first, last] = sizeOf(network) === 1n ? [network.value, network.value] : usableOf(network)
    return first <= networkOf(tested.value, tested) && lastOf(tested) <= last
  },
  next_nth_usable: (value, passed) => {
    const network = readAddress(toText(value))
    return network ? usableBy(network, BigInt(passed.integer(0, 'offset'))) : false
  },
  previous_nth_usable: (value, passed) => {
    const network = readAddress(toText(value))
    return network ? usableBy(network, -BigInt(passed.integer(0, 'offset'))) : false
  },
  reduce_on_network: (value, passed) => {
    const network = mustBeAddress('reduce_on_network', passed.value(0, 'network'))
    return iterate(value).filter(item => contains(network, mustBeAddress('reduce_on_network', item)))
  },
  usable_range: value => {
    const network = mustBeAddress('usable_range', value)
    if (networkOf(network.value, network) !== network.value)
      throw new JinjaError(
        `\`usable_range\` takes a network, and \`${toText(value)}\` has bits behind its prefix`,
      )
    const size = sizeOf(network)
    mustFitList('usable_range', Number(size))
    const all = Array.from({ length: Number(size) }, (_, at) =>
      formatAddress(network.value + BigInt(at), network.version),
    )
    return { usable_ips: all, number_of_ips: Number(size) }
  },
  cidr_merge: (value, passed) => {
    const networks = iterate(value).map(item => mustBeAddress('cidr_merge', item))
    const action = passed.text(0, 'action', 'merge')
    if (action === 'merge') return merged(networks).map(subnetOf)
    if (action === 'span') return spanning(networks)
    throw new JinjaError(`\`action\` of \`cidr_merge\` is \`merge\` or \`span\`, got \`${action}\``)
  },
}

function mustBeAddress(filter: string, value: unknown): Address {
  const address = readAddress(toText(value))
  if (address) return address
  throw new JinjaError(`\`${filter}\` takes addresses and networks, got ${describe(value)}`)
}

function inRange(address: Address, value: bigint): string {
  if (value < 0n || value >= 1n << BigInt(bitsOf(address.version)))
    throw new JinjaError('there is no such address: it is before the first or after the last address')
  return formatAddress(value, address.version)
}

/**
 * Implements `network | ipsubnet(prefix, index)`. For an address, returns a network that contains it. If `prefix` is
 * a network, returns the position within that network.
 */
function subnet(value: unknown, passed: Passed): unknown {
  const given = readAddress(toText(value))
  if (!given) return false
  const network = { ...given, value: networkOf(given.value, given) }
  const query = toText(passed.value(0, 'query', ''))
  const index = passed.value(1, 'index', null)
  if (query === '') return subnetOf(network)
  if (!/^\d+$/.test(query)) return placeIn(network, query)
  const prefix = Number(query)
  if (prefix > bitsOf(network.version)) return false
  const at = index === null ? undefined : passed.integer(1, 'index')
  return typeOf(network) === 'address' ? supernet(network, prefix, at) : inner(network, prefix, at)
}

/**
 * Returns the largest network that contains the address and whose prefix is at least `prefix`, or with an index
 * the network whose prefix is longer by the index. A negative index counts from the longest prefix.
 */
function supernet(address: Address, prefix: number, index = 0): string | false {
  const count = bitsOf(address.version) - prefix
  const isBeyond = index > bitsOf(address.version) + 1 - index || index < prefix - bitsOf(address.version)
  if (isBeyond) return false
  const at = index < 0 ? count + index : index
  if (at < 0 || at >= count) throw new JinjaError(`\`ipsubnet\` has no network at the index ${index}`)
  return subnetOf({ ...address, prefix: prefix + at })
}

/** Returns the subnet at an index or, without an index, the number of subnets as text. */
function inner(network: Address, prefix: number, index: number | undefined): string | false {
  if (prefix < network.prefix) {
    if (index !== undefined) return false
    throw new JinjaError(
      `\`ipsubnet\` cannot divide \`${subnetOf(network)}\` into networks of \`/${prefix}\``,
    )
  }
  const count = 1n << BigInt(prefix - network.prefix)
  if (index === undefined) return String(count)
  const at = index < 0 ? count + BigInt(index) : BigInt(index)
  if (at < 0n || at >= count) return false
  const value = network.value + (at << BigInt(bitsOf(network.version) - prefix))
  return withPrefix({ ...network, value, prefix })
}

/** Returns the position of a network among the subnets of its size within another network, counted from 1. */
function placeIn(network: Address, query: string): string {
  const outer = mustBeAddress('ipsubnet', query)
  if (outer.version !== network.version || !contains(outer, network))
    throw new JinjaError(`\`${subnetOf(network)}\` is not in the subnet \`${subnetOf(outer)}\``)
  return String((network.value - networkOf(outer.value, outer)) / sizeOf(network) + 1n)
}

/** Returns the smallest sorted list of networks that cover exactly these addresses. */
function merged(networks: readonly Address[]): Address[] {
  const sorted = networks
    .map(each => ({ ...each, value: networkOf(each.value, each) }))
    .sort(
      (one, other) =>
        one.version - other.version || order(one.value, other.value) || one.prefix - other.prefix,
    )
  const kept: Address[] = []
  for (const network of sorted) {
    const last = kept.at(-1)
    if (!last || !contains(last, network)) kept.push(network)
    while (joinLast(kept));
  }
  return kept
}

/** Joins the last two networks if they are the halves of a larger one. Returns whether it did. */
function joinLast(networks: Address[]): boolean {
  const [one, other] = networks.slice(-2)
  if (!one || !other || one.version !== other.version || one.prefix !== other.prefix) return false
  const whole = { ...one, prefix: one.prefix - 1 }
  if (one.prefix === 0 || !contains(whole, other) || networkOf(one.value, whole) !== one.value) return false
  networks.splice(-2, 2, whole)
  return true
}

function order(one: bigint, other: bigint): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

/** Returns the smallest network that contains all of these; null for an empty list. */
function spanning(networks: readonly Address[]): string | null {
  const [first, ...others] = networks
  if (!first) return null
  if (others.length === 0) return withPrefix(first)
  let network = first
  while (!others.every(other => contains(network, other))) {
    if (network.prefix === 0) throw new JinjaError('`cidr_merge` spans addresses of one version')
    network = { ...network, prefix: network.prefix - 1 }
  }
  return subnetOf(network)
}
