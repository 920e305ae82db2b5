import { formatAddress, networkOf, sizeOf } from '../../base/ip-address.ts'
import { isTruthy } from '../jinja/compare.ts'
import { JinjaError } from '../jinja/error.ts'
import type { Filter } from '../jinja/frame.ts'
import { describe, toText } from '../jinja/text.ts'
import { used } from '../jinja/values.ts'
import { evaluateQuery, wrapped } from './address-queries.ts'
import { type QueriedAddress, readAddress } from './read-address.ts'

/**
 * The filters for addresses of ansible.utils:
 * https://docs.ansible.com/ansible/latest/collections/ansible/utils.
 */
export const ADDRESS_FILTERS: Readonly<Record<string, Filter>> = {
  ipaddr: (value, passed) => queryAddresses(value, toText(passed.value(0, 'query', '')), undefined),
  ipv4: (value, passed) => queryAddresses(value, toText(passed.value(0, 'query', '')), 4),
  ipv6: (value, passed) => queryAddresses(value, toText(passed.value(0, 'query', '')), 6),
  ipwrap: value => {
    const found = used(value)
    return Array.isArray(found) ? found.map(wrappedOrItself) : wrappedOrItself(found)
  },
  nthhost: (value, passed) => {
    const network = readAddress(toText(value))
    const query = passed.value(0, 'query', '')
    return network && isTruthy(query) ? nth(network, BigInt(toText(query))) : false
  },
}

/**
 * Answers a query for one value or, for a list, for each of its items, without the results that are false or
 * empty.
 */
function queryAddresses(value: unknown, query: string, version: 4 | 6 | undefined): unknown {
  const found = used(value)
  if (Array.isArray(found)) return found.map(item => queryAddresses(item, query, version)).filter(isTruthy)
  if (typeof found !== 'string' && typeof found !== 'number' && typeof found !== 'bigint') {
    if (typeof found === 'boolean') return false
    throw new JinjaError(`\`ipaddr\` takes addresses, got ${describe(found)}`)
  }
  const address = found === 0 ? undefined : readAddress(toText(found))
  if (!address || (version !== undefined && address.version !== version)) return false
  return evaluateQuery(query, address)
}

function wrappedOrItself(value: unknown): unknown {
  const address = readAddress(toText(value))
  return address?.version === 6 ? wrapped(address) : value
}

/**
 * Returns the address at an index of a network; a negative index counts from its end. Returns false if there is
 * none.
 */
function nth(network: QueriedAddress, index: bigint): string | false {
  const size = sizeOf(network)
  const at = index < 0n ? size + index : index
  return at < 0n || at >= size
    ? false
    : formatAddress(networkOf(network.value, network) + at, network.version)
}
