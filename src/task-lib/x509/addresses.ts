import { isIP } from 'node:net'
import type { Address } from '../../base/ip-address.ts'

/** Returns the four or sixteen bytes of an address. */
export function addressBytes({ value, version }: Pick<Address, 'value' | 'version'>): Buffer {
  return Buffer.from(value.toString(16).padStart(version === 4 ? 8 : 32, '0'), 'hex')
}

/** Converts the four or sixteen bytes of an address to a string. */
export function addressText(bytes: Buffer): string {
  if (bytes.length === 4) return [...bytes].join('.')
  return canonicalHost(bytes.toString('hex').replace(/(.{4})(?=.)/g, '$1:'))
}

/** Normalizes a host name or address for comparison: IPv6 addresses can be written in several ways. */
export function canonicalHost(host: string): string {
  return isIP(host) === 6 ? new URL(`http://[${host}]/`).hostname.slice(1, -1) : host
}
