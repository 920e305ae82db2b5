import { type Address, formatAddress, parseAddress, withPrefix } from '../../base/ip-address.ts'

/** An address as it was passed to `ipaddr`. `text` is the result of queries that only test an address. */
export interface QueriedAddress extends Address {
  readonly text: string
}

/**
 * Parses an address in any form that `netaddr` accepts, including `10.1/16` and whole numbers. Returns
 * undefined for other text.
 */
export function readAddress(text: string): QueriedAddress | undefined {
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

/**
 * Parses a number as an address: `10` is 0.0.0.10. Returns undefined for `10/8`, which is the network
 * 10.0.0.0/8.
 */
function numeric(value: bigint, prefix: string | undefined): QueriedAddress | undefined {
  if (prefix !== undefined && value < 256n) return undefined
  const version = value < 1n << 32n ? 4 : 6
  if (value >= 1n << 128n) return undefined
  const host = formatAddress(value, version)
  const address = parseAddress(prefix === undefined ? host : `${host}/${prefix}`)
  return address && { ...address, text: withPrefix(address), hasPrefix: prefix !== undefined }
}
