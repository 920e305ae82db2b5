import { type Address, formatAddress, parseAddress, withPrefix } from '../../base/ip-address.ts'

/** An address as it was given to `ipaddr`: `text` is what the queries that choose give. */
export interface Asked extends Address {
  readonly text: string
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
